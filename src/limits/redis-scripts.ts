// What Redis or Valkey runs for a group of counts: one script, so that no other process comes between its steps and the
// sums are exact. Windows are in the keys, by the gateway's clock; the server's own only tells it when to forget.

/** The script's view of a question. */
export interface ScriptItem {
  readonly person: string
  readonly organisation: string
  readonly purpose: string
  readonly hour: string
  readonly day: string
  readonly at: number
  readonly children: readonly string[]
  readonly misses: number
  readonly page: number
  /** One member per look-up: a trace, or the decoy of a hit. */
  readonly traces: readonly string[]
}

const KEYS_OF = `
  local items = cjson.decode(ARGV[1])
  local prefix = ARGV[2]
  local kept = tonumber(ARGV[3])
  local function keysOf(item)
    local hour = prefix .. 'misses:' .. item.hour .. ':' .. item.purpose .. ':'
    local day = prefix .. item.day .. ':' .. item.purpose .. ':'
    return {
      misses = hour .. 'person:' .. item.person,
      missesOfAll = hour .. 'organisation:' .. item.organisation,
      children = day .. 'children:person:' .. item.person,
      childrenOfAll = day .. 'children:organisation:' .. item.organisation,
      pages = day .. 'pages:person:' .. item.person,
      pagesOfAll = day .. 'pages:organisation:' .. item.organisation,
      traces = prefix .. 'traces:' .. item.person
    }
  end
  local function sumOf(key) return tonumber(redis.call('GET', key) or '0') end
  local function sumsOf(keys)
    return {
      sumOf(keys.misses), sumOf(keys.missesOfAll),
      redis.call('SCARD', keys.children) + sumOf(keys.pages),
      redis.call('SCARD', keys.childrenOfAll) + sumOf(keys.pagesOfAll)
    }
  end`

/** Per item: the four sums, then the lock as it stands, or an empty text. */
export const STANDING = `${KEYS_OF}
  local found = {}
  for at, item in ipairs(items) do
    local sums = sumsOf(keysOf(item))
    sums[5] = redis.call('HGET', prefix .. 'locks', item.person .. ' ' .. item.purpose) or ''
    found[at] = sums
  end
  return found`

/** Per item: the four sums as they stand after it, then the person's traces after all of them. */
export const COUNT = `${KEYS_OF}
  local function add(key, amount)
    redis.call('INCRBY', key, amount)
    redis.call('EXPIRE', key, kept)
  end
  local function join(key, members)
    for _, member in ipairs(members) do redis.call('SADD', key, member) end
    redis.call('EXPIRE', key, kept)
  end
  local counted = {}
  for at, item in ipairs(items) do
    local keys = keysOf(item)
    add(keys.misses, item.misses)
    add(keys.missesOfAll, item.misses)
    add(keys.pages, item.page)
    add(keys.pagesOfAll, item.page)
    join(keys.children, item.children)
    join(keys.childrenOfAll, item.children)
    for _, trace in ipairs(item.traces) do redis.call('ZADD', keys.traces, item.at, trace) end
    redis.call('ZREMRANGEBYSCORE', keys.traces, '-inf', item.at - kept * 1000)
    redis.call('EXPIRE', keys.traces, kept)
    counted[at] = sumsOf(keys)
  end
  for at, item in ipairs(items) do
    counted[at][5] = redis.call('ZRANGE', prefix .. 'traces:' .. item.person, 0, -1, 'WITHSCORES')
  end
  return counted`

/** A lock that has run out gives way to a new one. */
export const LOCK = `
  local standing = redis.call('HGET', KEYS[1], ARGV[1])
  if standing and cjson.decode(standing)['until'] > tonumber(ARGV[3]) then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  return 1`
