window.YTD.tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1900000000000000200"
          ],
          "editsRemaining": "5"
        }
      },
      "retweeted": false,
      "source": "<a href=\"http://example.org/app\" rel=\"nofollow\">Example App</a>",
      "entities": {
        "hashtags": [
          {
            "text": "Car",
            "indices": [
              "6",
              "10"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/a1",
            "expanded_url": "https://example.org/cars?id=1",
            "display_url": "example.org",
            "indices": [
              "1",
              "2"
            ]
          }
        ],
        "media": [
          {
            "expanded_url": "https://twitter.com/Ann_A/status/1900000000000000200/photo/1",
            "indices": [
              "1",
              "2"
            ],
            "url": "https://t.co/p",
            "media_url": "http://pbs.twimg.com/media/FNESDXsWAHsAAQI.jpg",
            "media_url_https": "https://pbs.twimg.com/media/FNESDXsWAHsAAQI.jpg",
            "id_str": "1500000000000000123",
            "id": "1500000000000000123",
            "type": "photo",
            "display_url": "pic.twitter.com/p"
          }
        ]
      },
      "display_text_range": [
        "0",
        "20"
      ],
      "favorite_count": "2",
      "id_str": "1900000000000000200",
      "truncated": false,
      "retweet_count": "1",
      "id": "1900000000000000200",
      "created_at": "Wed Mar 12 10:00:00 +0000 2025",
      "favorited": false,
      "full_text": "First #Car https://t.co/a1 https://t.co/p",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "expanded_url": "https://twitter.com/Ann_A/status/1900000000000000200/photo/1",
            "indices": [
              "1",
              "2"
            ],
            "url": "https://t.co/p",
            "media_url": "http://pbs.twimg.com/media/FNESDXsWAHsAAQI.jpg",
            "media_url_https": "https://pbs.twimg.com/media/FNESDXsWAHsAAQI.jpg",
            "id_str": "1500000000000000123",
            "id": "1500000000000000123",
            "type": "photo",
            "display_url": "pic.twitter.com/p"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1900000000000000300"
          ],
          "editsRemaining": "5"
        }
      },
      "retweeted": false,
      "source": "<a href=\"http://example.org/app\" rel=\"nofollow\">Example App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "20"
      ],
      "favorite_count": "2",
      "id_str": "1900000000000000300",
      "truncated": false,
      "retweet_count": "1",
      "id": "1900000000000000300",
      "created_at": "Wed Mar 12 10:01:00 +0000 2025",
      "favorited": false,
      "full_text": "and second",
      "lang": "en",
      "in_reply_to_status_id_str": "1900000000000000200",
      "in_reply_to_status_id": "1900000000000000200",
      "in_reply_to_user_id": "4",
      "in_reply_to_user_id_str": "4",
      "in_reply_to_screen_name": "Ann_A"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1900000000000000400"
          ],
          "editsRemaining": "5"
        }
      },
      "retweeted": false,
      "source": "<a href=\"http://example.org/app\" rel=\"nofollow\">Example App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "name": "Bob",
            "screen_name": "bob",
            "indices": [
              "3",
              "7"
            ],
            "id_str": "5",
            "id": "5"
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "20"
      ],
      "favorite_count": "0",
      "id_str": "1900000000000000400",
      "truncated": false,
      "retweet_count": "1",
      "id": "1900000000000000400",
      "created_at": "Wed Mar 12 10:02:00 +0000 2025",
      "favorited": false,
      "full_text": "RT @bob: what bob said",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "full_text": "nothing says which tweet",
      "created_at": "Wed Mar 12 10:03:00 +0000 2025"
    }
  }
]
