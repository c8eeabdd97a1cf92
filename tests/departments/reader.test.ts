// The reading edge: rows come in raw and go on treated, and a source that misbehaves costs exactly its own cells.
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { ORDINARY_BOUNDS } from '../../src/departments/bounds.ts'
import { UNREADABLE } from '../../src/departments/cell-form.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { guardSource } from '../../src/departments/guarded-source.ts'
import { MissingCell, rowFor } from '../../src/departments/missing-cell.ts'
import { compileRead } from '../../src/departments/read-statement.ts'
import { createReader, type RawRows, type Source, type TreatedRows } from '../../src/departments/reader.ts'
import { AnswerFault } from '../../src/departments/source-fault.ts'
import { keyring } from '../../src/masking/keyring.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'
import { paceHere } from './counter-here.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const KEYRING = keyring([{ id: 1, algorithm: 'AES-256-GCM', key: createSecretKey(randomBytes(32)) }], 1)
const NAME = compileRead(
  departmentOf('GAJ'),
  [{ coordinate: 'PublicSecurity.displayName', mask: maskNamed('name') ?? null }],
  maskNamed,
)

const SEX = compileRead(departmentOf('GAJ'), [{ coordinate: 'PublicSecurity.sex', mask: null }], maskNamed)

const BOTH = compileRead(
  departmentOf('GAJ'),
  [
    { coordinate: 'PublicSecurity.sex', mask: null },
    { coordinate: 'PublicSecurity.ethnicity', mask: null },
  ],
  maskNamed,
)

function readerOver(fetch: (keys: readonly string[]) => RawRows | Promise<RawRows>) {
  const failures: unknown[] = []
  const source: Source = { fetch: async (_statement, keys) => fetch(keys) }
  const clock = new FixedClock(NOW)
  const reader = createReader({
    department: departmentOf('GAJ'),
    source: guardSource(source, { bounds: ORDINARY_BOUNDS, clock, pace: paceHere(ORDINARY_BOUNDS, clock) }),
    lane: 'DESK',
    openerFor: (place, mask, today) => openerFor(KEYRING, place, mask, today),
    codes: new Map([['sex', new Set(['FEMALE', 'MALE'])]]),
    clock,
    today: () => '2026-11-23',
    onFailure: (_code, cause) => failures.push(cause),
  })
  return { reader, failures }
}

function cellOf(rows: TreatedRows, key: string, coordinate: string): unknown {
  const row = rowFor(rows, 'GAJ', key)
  return row instanceof MissingCell ? row : row?.get(coordinate)
}

function sealedName(key: string, name: string): Buffer {
  return seal(KEYRING, 'public_security.person.name_sealed', key, name)
}

describe('a statement', () => {
  it('names granted columns and no other', () => {
    expect(NAME.text).toContain('name_sealed')
    expect(NAME.text).not.toContain('citizen_id_sealed')
    expect(NAME.text).not.toContain('birth_date')
  })

  it('masks a plain column inside SQL', () => {
    const masked = compileRead(
      departmentOf('GAJ'),
      [{ coordinate: 'PublicSecurity.hukouDivision', mask: maskNamed('division-nine') ?? null }],
      maskNamed,
    )
    expect(masked.text).toMatch(/left|substr/i)
  })

  it('is not built for a coordinate that the department does not hold', () => {
    expect(() =>
      compileRead(departmentOf('GAJ'), [{ coordinate: 'Health.illnessAttested', mask: null }], maskNamed),
    ).toThrow('has no reading')
  })
})

describe('rows', () => {
  it('leave with the name already masked', async () => {
    const key = randomUUID()
    const { reader } = readerOver(() => ({ asOf: NOW, rows: [[key, sealedName(key, '周小满')]] }))
    const read = await reader.read(NAME, [key])
    expect(cellOf(read, key, 'PublicSecurity.displayName')).toBe('周*满')
  })

  it.each<[string, (key: string) => RawRows]>([
    ['of another child than asked', () => ({ asOf: NOW, rows: [[randomUUID(), null]] })],
    [
      'twice for one child',
      (key) => ({
        asOf: NOW,
        rows: [
          [key, null],
          [key, null],
        ],
      }),
    ],
    ['without a freshness stamp', (key) => ({ asOf: 'yesterday', rows: [[key, null]] })],
  ])('%s make the department UNAVAILABLE', async (_what, rows) => {
    const key = randomUUID()
    const { reader, failures } = readerOver(() => rows(key))
    expect((await reader.read(NAME, [key])).state).toBe('UNAVAILABLE')
    expect(failures).toHaveLength(1)
    expect(String(failures[0])).not.toContain('周小满')
  })

  it.each<[string, (key: string) => Buffer]>([
    ['sealed for another child', () => sealedName(randomUUID(), '周小满')],
    ['sealed under a foreign key', () => randomBytes(64)],
  ])('with a cell %s lose that cell alone, and say so without a word of it', async (_what, cell) => {
    const [damaged, sound] = [randomUUID(), randomUUID()]
    const { reader, failures } = readerOver(() => ({
      asOf: NOW,
      rows: [
        [damaged, cell(damaged)],
        [sound, sealedName(sound, '周小满')],
      ],
    }))
    const read = await reader.read(NAME, [damaged, sound])
    const names = [damaged, sound].map((key) => cellOf(read, key, 'PublicSecurity.displayName'))
    expect(names).toEqual([UNREADABLE, '周*满'])
    expect(failures).toHaveLength(1)
    expect(String(failures[0])).not.toContain('周小满')
  })

  it.each<[string, readonly unknown[]]>([
    ['a cell less', []],
    ['a cell more', ['FEMALE', 'FEMALE']],
  ])('with %s are no answer', async (_what, cells) => {
    const { reader, failures } = readerOver(([key]) => ({ asOf: NOW, rows: [[key, ...cells]] }))
    expect(await reader.read(SEX, [randomUUID()])).toEqual({ state: 'UNAVAILABLE', reason: 'SOURCE_OUT' })
    expect(failures.map(String)).toEqual(['AnswerFault: SOURCE_UNAVAILABLE: the source sent other columns than asked'])
  })

  it.each<[string, unknown]>([
    ['a sentence in the place of a code', '女，母亲在押'],
    ['a number in the place of a code', 2],
    ['a list in the place of a code', ['FEMALE']],
    ['what an adapter could not read', UNREADABLE],
  ])('with %s are not read, the others are, and not a word of it is said', async (_what, cell) => {
    const [strange, sound] = [randomUUID(), randomUUID()]
    const { reader, failures } = readerOver(() => ({
      asOf: NOW,
      rows: [
        [strange, cell, 'FEMALE'],
        [sound, 'MALE', 'FEMALE'],
      ],
    }))
    const read = await reader.read(BOTH, [strange, sound])
    expect(cellOf(read, strange, 'PublicSecurity.sex')).toEqual(new MissingCell('UNAVAILABLE', 'GAJ'))
    expect(cellOf(read, sound, 'PublicSecurity.sex')).toBe('MALE')
    expect(read).toMatchObject({ malformed: [{ key: strange, coordinate: 'PublicSecurity.sex' }] })
    expect(failures.map(String)).toEqual(['AnswerFault: SOURCE_UNAVAILABLE: the source sent a cell of another form'])
  })

  it('under a stamp of the future are no answer, for it would keep them fresh for ever', async () => {
    const stamps = ['2026-11-23T10:59:00+08:00', '2026-11-23T11:01:00+08:00']
    const states = stamps.map(async (asOf) => {
      const { reader } = readerOver(() => ({ asOf, rows: [] }))
      return (await reader.read(SEX, [randomUUID()])).state
    })
    expect(await Promise.all(states)).toEqual(['FRESH', 'UNAVAILABLE'])
  })

  it('loaded too long ago are STALE', async () => {
    const { reader } = readerOver(() => ({ asOf: '2026-11-20T10:00:00+08:00', rows: [] }))
    expect((await reader.read(NAME, [randomUUID()])).state).toBe('STALE')
  })
})

describe('two requests in flight', () => {
  it('share a round trip and each gets its own row', async () => {
    const calls: (readonly string[])[] = []
    const { reader } = readerOver((keys) => {
      calls.push(keys)
      return { asOf: NOW, rows: keys.map((key) => [key, sealedName(key, `周${key.slice(0, 1)}`)]) }
    })
    const keys = Array.from({ length: 8 }, () => randomUUID())
    const reads = await Promise.all(keys.map((key) => reader.read(NAME, [key])))
    expect(calls.length).toBeLessThan(keys.length)
    for (const [at, read] of reads.entries()) {
      expect(read.state === 'FRESH' && [...read.rows.keys()]).toEqual([keys[at]])
    }
  })

  it('do not fall together when the answer about one of them cannot be read', async () => {
    const [good, bad] = [randomUUID(), randomUUID()]
    const { reader } = readerOver((keys) => {
      if (keys.includes(bad)) throw new AnswerFault('the source sent a cell of another type')
      return { asOf: NOW, rows: keys.map((key) => [key, 'FEMALE']) }
    })
    const others = Array.from({ length: 3 }, () => reader.read(SEX, [randomUUID()]))
    const reads = await Promise.all([reader.read(SEX, [good]), reader.read(SEX, [bad]), ...others])
    expect(reads.map(({ state }) => state)).toEqual(['FRESH', 'UNAVAILABLE', 'FRESH', 'FRESH', 'FRESH'])
  })

  it('do not fall together when one of them meets a foreign row', async () => {
    const [good, bad] = [randomUUID(), randomUUID()]
    const { reader } = readerOver((keys) => ({
      asOf: NOW,
      rows: [...keys.map((key) => [key, null]), ...(keys.includes(bad) ? [[randomUUID(), null]] : [])],
    }))
    const others = Array.from({ length: 3 }, () => reader.read(NAME, [randomUUID()]))
    const [first, second] = await Promise.all([reader.read(NAME, [good]), reader.read(NAME, [bad]), ...others])
    expect(first?.state).toBe('FRESH')
    expect(second?.state).toBe('UNAVAILABLE')
  })
})
