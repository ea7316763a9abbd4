window.YTD.account.part0 = [
  {
    "account": {
      "email": "ann@example.org",
      "createdVia": "web",
      "username": "Ann_A",
      "accountId": "4",
      "createdAt": "2015-03-02T08:00:00.000Z",
      "accountDisplayName": "Ann"
    }
  }
]
