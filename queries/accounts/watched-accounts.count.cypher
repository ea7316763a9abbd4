MATCH (:WatchList {name: $list})<-[:ON_LIST]-(a:Account) RETURN count(a) AS total
