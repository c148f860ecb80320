-- One request's turn in a base, over all processes. Times are microseconds of Redis' own clock.
-- People take the next turn that is free. Bulk requests draw tickets, which come evenly, and take their turn when the
-- ticket is due and no person needs it: while people ask, the next of them waits at most `yield`, and one who comes
-- right after at most `second_yield`.
-- KEYS: the base's turns, the owner's turns, closed, people ask, the last ticket, bulk had a turn
-- ARGV: lane, a name for this request, its ticket (0: none), window, turns of a base, turns of an owner, yield,
--       second_yield, lookahead, patience, quiet and hunger (both in
--       milliseconds)
-- Gives: granted, later, refused or closed; the microseconds to wait; the ticket.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local lane, name, ticket = ARGV[1], ARGV[2], tonumber(ARGV[3])
local window, turns, owner_turns = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local yield, second_yield = tonumber(ARGV[7]), tonumber(ARGV[8])
local lookahead, patience = tonumber(ARGV[9]), tonumber(ARGV[10])

local function text(number)
    return string.format('%.0f', number)
end

local function reply(word, at)
    return {word, text(at - now), text(ticket)}
end

-- When a further turn fits behind the n-th latest one, if it may be no nearer than `distance`.
local function opens(key, n, distance)
    local latest = redis.call('ZRANGE', key, -n, -n, 'WITHSCORES')
    return latest[2] and latest[2] + distance or 0
end

-- Moves the end of the queue by one turn.
local function draw_ticket(spacing)
    local drawn = math.max(now, (redis.call('GET', KEYS[5]) or 0) + spacing)
    redis.call('SET', KEYS[5], text(drawn), 'PX', math.ceil((drawn - now + window) / 1000))
    return drawn
end

local closed = redis.call('PTTL', KEYS[3])
if closed > 0 then
    return reply('closed', now + closed * 1000)
end

local at = math.max(now, opens(KEYS[1], turns, window), opens(KEYS[2], owner_turns, window))
local ahead = lookahead
if lane == 'interactive' then
    redis.call('SET', KEYS[4], 1, 'PX', ARGV[11])
    ahead = patience
    if at - now <= patience then
        draw_ticket(window / turns)
    end
else
    local people_ask = redis.call('EXISTS', KEYS[4]) == 1
    if ticket == 0 then
        ticket = draw_ticket(people_ask and (window - yield) / (turns - 1) or window / turns)
    end
    at = math.max(at, ticket)
    if people_ask and redis.call('EXISTS', KEYS[6]) == 0 then
        -- No bulk request had a turn for as long as `hunger`: this one waits in line like a person.
        ahead = patience
    elseif people_ask then
        at = math.max(at, opens(KEYS[1], turns - 1, window - yield), opens(KEYS[1], turns - 2, window - second_yield))
    end
end

if at - now > patience then
    return reply('refused', at)
elseif at - now > ahead then
    return reply('later', at)
end
if lane == 'bulk' then
    redis.call('SET', KEYS[6], 1, 'PX', ARGV[12])
end
for key, most in pairs({[KEYS[1]] = turns, [KEYS[2]] = owner_turns}) do
    redis.call('ZADD', key, text(at), name)
    redis.call('ZREMRANGEBYRANK', key, 0, -most - 1)
    redis.call('PEXPIRE', key, math.ceil((at - now + window) / 1000))
end
return reply('granted', at)
