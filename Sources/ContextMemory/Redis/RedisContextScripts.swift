internal import Redis

/// Each operation is one script, which Redis runs as one step. KEYS are those of ``RedisContextKeys``. A script that finds
/// the original's string answers with the status `ORIGINAL`, and has done nothing.
///
/// A full memory refuses a script's first write, if it may need memory, and none behind it: so the first is always one that
/// may, and nothing is ever half-written.
enum RedisContextScripts {
    /// ARGV: time, time to live. 1, or 0 when there is a session.
    static let create = RedisScript(
        """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('HSET', KEYS[1], 'created_at', ARGV[1], 'last_updated', ARGV[1], 'last', 0)
        redis.call('DEL', KEYS[2], KEYS[3])
        redis.call('EXPIRE', KEYS[1], ARGV[2])
        return 1
        """, isIdempotent: false)

    /// ARGV: how many messages, or -1 for all; how many bytes, or -1 for any number; how many messages are kept. False
    /// without a session; the string, of an original; or the session's fields, its messages from the newest on, and how
    /// many were left out because of the bytes.
    static let read = RedisScript(
        """
        local kind = redis.call('TYPE', KEYS[1]).ok
        if kind == 'none' then return false end
        if kind == 'string' then return redis.call('GET', KEYS[1]) end
        local fields = redis.call('HMGET', KEYS[1],
            'created_at', 'last_updated', 'last', 'summary', 'summary_through', 'summary_at')
        local count, bytes = tonumber(ARGV[1]), tonumber(ARGV[2])
        local messages, size, stop = {}, 0, -1
        while count < 0 or #messages < count do
            local some = redis.call('LRANGE', KEYS[2], stop - 49, stop)
            for index = #some, 1, -1 do
                if #messages == count then break end
                size = size + #some[index]
                if bytes >= 0 and size > bytes and #messages > 0 then
                    local there = math.min(tonumber(fields[3]) or 0, tonumber(ARGV[3]))
                    return {fields, messages, (count < 0 and there or math.min(count, there)) - #messages}
                end
                messages[#messages + 1] = some[index]
            end
            if #some < 50 then break end
            stop = stop - 50
        end
        return {fields, messages, 0}
        """, isIdempotent: true)

    /// ARGV: message's id, message, time, time to live, how many to keep. False without a session; or 1 and the message's
    /// number, 0 and the number when it had been there.
    ///
    /// This one runs with every message, and each call costs: one that fails tells what kind of key it is.
    static let append = RedisScript(
        """
        local field = redis.pcall('HGET', KEYS[1], 'last')
        if type(field) == 'table' then
            if redis.call('TYPE', KEYS[1]).ok == 'string' then return redis.status_reply('ORIGINAL') end
            return field
        end
        local last = field and tonumber(field)
        if not last then
            if redis.call('EXISTS', KEYS[1]) == 0 then return false end
            return redis.error_reply('WRONGTYPE the session does not know how many messages it has')
        end
        local known = redis.call('HGET', KEYS[3], ARGV[1])
        if known then return {0, tonumber(known)} end
        local count = redis.call('RPUSH', KEYS[2], ARGV[2])
        local number = string.format('%.0f', last + 1)
        redis.call('HSET', KEYS[1], 'last', number, 'last_updated', ARGV[3])
        redis.call('HSET', KEYS[3], ARGV[1], number)
        for _ = 1, count - tonumber(ARGV[5]) do
            local isJSON, dropped = pcall(cjson.decode, redis.call('LPOP', KEYS[2]))
            if isJSON and type(dropped) == 'table' and type(dropped.id) == 'string' then
                redis.call('HDEL', KEYS[3], dropped.id)
            end
        end
        for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[4]) end
        return {1, last + 1}
        """, isIdempotent: true)

    /// ARGV: text, number of the last message covered or -1 for the last there is, time, time to live. False without a
    /// session; 1, or 0 when the one there covers more.
    static let summarize = RedisScript(
        """
        local kind = redis.call('TYPE', KEYS[1]).ok
        if kind == 'none' then return false end
        if kind == 'string' then return redis.status_reply('ORIGINAL') end
        local last = tonumber(redis.call('HGET', KEYS[1], 'last'))
        local through = tonumber(ARGV[2])
        if through < 0 or through > last then through = last end
        if through < tonumber(redis.call('HGET', KEYS[1], 'summary_through') or 0) then return 0 end
        redis.call('HSET', KEYS[1], 'summary', ARGV[1], 'summary_through', through, 'summary_at', ARGV[3],
            'last_updated', ARGV[3])
        for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[4]) end
        return 1
        """, isIdempotent: true)

    /// 1, or 0 when there was none.
    static let delete = RedisScript(
        """
        redis.call('DEL', KEYS[2], KEYS[3])
        return redis.call('DEL', KEYS[1])
        """, isIdempotent: false)

    /// ARGV: SHA-1 of the original's string, times of creation and update, summary, time to live, and then of each message
    /// its id and itself. 1, or 0 when the string is another by now, or none. SET is there to be refused by a full memory,
    /// EXISTS by a node that is handing the slot over: it makes no keys, and the string must not be gone by then.
    static let convert = RedisScript(
        """
        if redis.call('TYPE', KEYS[1]).ok ~= 'string' then return 0 end
        if redis.sha1hex(redis.call('GET', KEYS[1])) ~= ARGV[1] then return 0 end
        local count = (#ARGV - 5) / 2
        redis.call('SET', KEYS[2], '')
        redis.call('DEL', KEYS[2], KEYS[3])
        redis.call('EXISTS', KEYS[2])
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'created_at', ARGV[2], 'last_updated', ARGV[3], 'last', count)
        if ARGV[4] ~= '' then
            redis.call('HSET', KEYS[1], 'summary', ARGV[4], 'summary_through', count, 'summary_at', ARGV[3])
        end
        for number = 1, count do
            redis.call('RPUSH', KEYS[2], ARGV[5 + 2 * number])
            redis.call('HSET', KEYS[3], ARGV[4 + 2 * number], number)
        end
        for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[5]) end
        return 1
        """, isIdempotent: true)

    /// KEYS: of an id that no session has. It does all that the others do, and leaves nothing, whatever is refused: SET is
    /// there to be refused by a full memory, and what it leaves where DEL is refused expires at once. 1, or 0 when there is
    /// such a session after all, which is left alone.
    static let probe = RedisScript(
        """
        if redis.call('EXISTS', KEYS[1], KEYS[2], KEYS[3]) > 0 then return 0 end
        redis.call('SET', KEYS[1], '', 'PX', 1)
        redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
        local refusal
        local function try(...)
            local answer = redis.pcall(...)
            if type(answer) == 'table' and answer.err then refusal = refusal or answer end
        end
        try('SET', KEYS[1], '')
        try('GET', KEYS[1])
        try('TYPE', KEYS[1])
        try('DEL', KEYS[1])
        try('HSET', KEYS[1], 'last', 0)
        try('HGET', KEYS[1], 'last')
        try('HMGET', KEYS[1], 'last')
        try('RPUSH', KEYS[2], '')
        try('LRANGE', KEYS[2], 0, -1)
        try('LPOP', KEYS[2])
        try('HSET', KEYS[3], 'id', 1)
        try('HDEL', KEYS[3], 'id')
        try('EXPIRE', KEYS[1], 60)
        redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
        return refusal or 1
        """, isIdempotent: true)
}
