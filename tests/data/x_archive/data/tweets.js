window.YTD.tweets.part0 = [
  { "tweet" : { "id_str" : "1700000000000000001", "created_at" : "Fri Sep 08 00:00:00 +0000 2023", "full_text" : "Q&amp;A of my talk: https://t.co/aaa and https://t.co/bbb\n\n1/2 https://t.co/pic",
      "entities" : { "urls" : [ { "url" : "https://t.co/aaa", "expanded_url" : "https://talk.example/?a=1&b=2" }, { "url" : "https://t.co/bbb", "expanded_url" : "https://talk.example/?a=1&b=22" } ],
        "media" : [ { "url" : "https://t.co/pic" } ], "user_mentions" : [ ] } } },
  { "tweet" : { "id_str" : "1700000000000000002", "created_at" : "Fri Sep 08 00:05:00 +0000 2023", "full_text" : "2/2 <thanks> https://t.co/unknown",
      "in_reply_to_status_id_str" : "1700000000000000001", "in_reply_to_user_id_str" : "7", "in_reply_to_screen_name" : "ada" } },
  { "tweet" : { "id_str" : "1700000000000000003", "created_at" : "soon", "full_text" : "@bo I agree", "in_reply_to_status_id_str" : "1699999999999999999", "in_reply_to_user_id_str" : "42", "in_reply_to_screen_name" : "bo",
      "entities" : { "user_mentions" : [ { "screen_name" : "cy", "name" : "Cy Ode", "id_str" : "43" }, { "screen_name" : "di", "name" : "", "id_str" : "44" }, { "screen_name" : "anon", "name" : "Anon" } ] } } }
]
