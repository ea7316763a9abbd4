"""Networks of accounts as other tools define them: CooRTweet's and those of CNT, at any size."""
