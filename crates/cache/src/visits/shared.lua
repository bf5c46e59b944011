-- Notes a visit at KEYS[1], which holds the millisecond of the last one for as long as its window lasts.
-- ARGV[1]: milliseconds of a window. Answers how many milliseconds ago the last one was; nil where a window begins.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local last = redis.call('GET', KEYS[1])
if last then
  redis.call('SET', KEYS[1], string.format('%.0f', now), 'KEEPTTL')
  return math.max(now - tonumber(last), 0)
end
redis.call('SET', KEYS[1], string.format('%.0f', now), 'PX', ARGV[1])
return nil
