-- Changes the bucket at KEYS[1], which holds the microsecond at which it is full again.
-- ARGV[1]: cost in microseconds, negative to give it back. ARGV[2]: microseconds of an empty bucket.
-- Answers whether that was allowed (1 or 0) and how many microseconds the bucket lacks now.
local cost, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local full_at = tonumber(redis.call('GET', KEYS[1]) or now)

-- Never emptier than empty, even when the clock was set back or the limit became smaller.
local debt = math.min(math.max(full_at - now, 0), window)
local allowed = debt + cost <= window
if allowed then
  debt = math.max(debt + cost, 0)
end
if debt <= 0 then
  redis.call('DEL', KEYS[1])
elseif now + debt ~= full_at then
  redis.call('SET', KEYS[1], string.format('%.0f', now + debt), 'PX', math.ceil(debt / 1000))
end
return { allowed and 1 or 0, debt }
