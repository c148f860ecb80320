-- A request leaves later than its turn, because its process was not given time: the turn counts from now.
-- KEYS: the base's turns, the owner's turns. ARGV: the name of the request.
local time = redis.call('TIME')
for _, key in ipairs(KEYS) do
    redis.call('ZADD', key, 'XX', string.format('%.0f', time[1] * 1000000 + time[2]), ARGV[1])
end
