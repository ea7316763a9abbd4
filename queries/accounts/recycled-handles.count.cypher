CALL () {
  MATCH (h:Handle) RETURN h.platform AS platform, h.handle AS lower
  UNION
  MATCH (a:Account) WHERE a.handle_lower IS NOT NULL
  WITH a.platform AS platform, a.handle_lower AS lower, count(a) AS accounts WHERE accounts > 1
  RETURN platform, lower
}
CALL (platform, lower) {
  MATCH (a:Account {handle_lower: lower})
  WHERE a.platform = platform AND a.account_id <> platform + ':@' + lower
  RETURN a, true AS present, a.handle_first AS first, a.handle_last AS last
  UNION ALL
  MATCH (:Handle {handle: lower, platform: platform})<-[f:FORMERLY]-(a:Account)
  RETURN a, false AS present, f.first AS first, f.last AS last
}
WITH platform, lower, count(a) AS holders
WHERE holders > 1 AND ($platform IS NULL OR platform = $platform)
RETURN coalesce(sum(holders), 0) AS total
