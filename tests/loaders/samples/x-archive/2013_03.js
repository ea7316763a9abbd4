Grailbird.data.tweets_2013_03 = 
 [
 {
  "source": "<a href=\"http://example.org/app\" rel=\"nofollow\">Example App</a>",
  "entities": {
   "user_mentions": [],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "geo": {},
  "id_str": "310000000000000000",
  "text": "Long ago",
  "id": 310000000000000000,
  "created_at": "2013-03-08 12:00:00 +0000",
  "user": {
   "name": "Ann",
   "screen_name": "ann",
   "protected": false,
   "id_str": "4",
   "profile_image_url_https": "https://pbs.twimg.com/profile_images/4/a.jpg",
   "id": 4,
   "verified": false
  }
 }
]