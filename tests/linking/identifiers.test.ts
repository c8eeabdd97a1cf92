// What a child can be looked up by follows its records: a number given after birth, a name changed by an adoption, a number that was typed
// wrongly. What was so has ended and is kept; it opens nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCity } from '../../src/city/city.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import type { Subject } from '../../src/city/subject.ts'
import { blindIndex, type IndexKind } from '../../src/masking/blind-index.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { normalName } from '../../src/masking/normal-name.ts'
import { seal } from '../../src/masking/sealed-cell.ts'
import { linkSources } from '../../src/registry/links/job.ts'
import type { LinkedDepartment } from '../../src/registry/links/read-sheets.ts'
import { type LinkedCity, openLinkedCity, SETTINGS } from './linked-city.ts'

// One child for each test, so that one run before all of them will do.
const [CHANGED, SILENT, LATE, TAKEN, HOLDER, DOUBLED, DOUBLE, BORN, ADOPTED] = [
  ...createCity(SETTINGS).children(),
].filter(
  ({ citizenId, faults, isKnownToPublicSecurity: isKnown }) =>
    citizenId !== null && faults.size === 0 && isKnown !== false,
) as [Subject, Subject, Subject, Subject, Subject, Subject, Subject, Subject, Subject]
/** Of nobody in the city. */
const NEW = { name: '顾新生', citizenId: citizenIdWithCheck('33019920180101001') }

const city: LinkedCity = await openLinkedCity('link_names')
afterAll(() => city.close())

const sheets = (department: 'GAJ' | 'MZJ' | 'WJW') =>
  ({ GAJ: 'public_security', MZJ: 'civil_affairs', WJW: 'health' })[department]

type SealedText = 'name' | 'citizen_id' | 'former_name' | 'former_citizen_id' | 'mother_id' | 'birth_certificate_no'

async function write(
  department: 'GAJ' | 'MZJ' | 'WJW',
  { id }: Subject,
  values: Readonly<Partial<Record<SealedText, string | null>>>,
): Promise<void> {
  const key = subjectKey(id, department)
  const table = `${sheets(department)}.linking_sheet`
  for (const [column, text] of Object.entries(values)) {
    const place = `${table}.${column}_sealed`
    const cell = text === null ? null : seal(city.job.keyrings[department], place, key, text)
    await city.databases
      .pool(department, 'hutong_owner')
      .query(`update ${table} set ${column}_sealed = $2 where subject_key = $1`, [key, cell])
  }
}

async function childOf(department: LinkedDepartment, { id }: Subject): Promise<string> {
  const { rows } = await city.owner.query<{ child_id: string }>(
    'select child_id from registry.source_link where department = $1 and subject_key = $2',
    [department, subjectKey(id, department)],
  )
  return rows[0]?.child_id ?? expect.unreachable()
}

/** Whom a text opens today, and whom it opened once. */
async function opens(kind: IndexKind, text: string): Promise<{ today: string[]; once: string[] }> {
  const { rows } = await city.owner.query<{ child_id: string; in_force: boolean }>(
    `select child_id, valid_to is null or valid_to > '2026-11-23' as in_force from registry.identifier
     where kind = $1 and blind_index = $2 and superseded_at is null`,
    [kind, blindIndex(city.job.index, kind, kind === 'NAME' ? normalName(text) : text)],
  )
  const ids = (inForce: boolean) => rows.filter((row) => row.in_force === inForce).map((row) => row.child_id)
  return { today: ids(true), once: ids(false) }
}

/** Whose record said what opens the child today. */
async function statedBy(child: string): Promise<[string, string | null][]> {
  const { rows } = await city.owner.query<{ kind: string; source: string | null }>(
    `select kind, source from registry.identifier
     where child_id = $1 and kind in ('NAME', 'CITIZEN_ID') and superseded_at is null and valid_to is null
       and fetched_at = recorded_at order by kind`,
    [child],
  )
  return rows.map(({ kind, source }) => [kind, source])
}

const run = () => linkSources(city.job)
const number = ({ citizenId }: Subject) => citizenId ?? ''

// The register hears of one child only after the first run, and welfare has of it what the register will say otherwise.
beforeAll(async () => {
  await city.forget()
  await write('MZJ', LATE, { citizen_id: null })
  await register(`create table kept as select * from public_security.linking_sheet where subject_key = $1`, LATE)
  await register('delete from public_security.linking_sheet where subject_key = $1', LATE)
  await run()
  await register('insert into public_security.linking_sheet select * from kept')
}, 300_000)

function register(text: string, subject?: Subject) {
  const values = subject ? [subjectKey(subject.id, 'GAJ')] : []
  return city.databases.pool('GAJ', 'hutong_owner').query(text, values)
}

describe('a name and a number that the register changed', () => {
  it('open the child from the next run on; those of before have ended, and a further run changes nothing', async () => {
    const child = await childOf('GAJ', CHANGED)
    await write('GAJ', CHANGED, { name: NEW.name, citizen_id: NEW.citizenId })
    await write('GAJ', CHANGED, { former_name: CHANGED.name, former_citizen_id: CHANGED.citizenId })
    await run()
    expect(await opens('CITIZEN_ID', NEW.citizenId)).toEqual({ today: [child], once: [] })
    expect(await opens('CITIZEN_ID', number(CHANGED))).toEqual({ today: [], once: [child] })
    expect((await opens('NAME', NEW.name)).today).toEqual([child])
    expect((await opens('NAME', CHANGED.name)).today).not.toContain(child)
    expect((await run()).GAJ).toMatchObject({ renewed: 0, contested: 0, founded: 0 })
  }, 300_000)

  it('stay where the register no longer states one', async () => {
    await write('GAJ', SILENT, { citizen_id: null })
    expect((await run()).GAJ).toMatchObject({ renewed: 0 })
    expect((await opens('CITIZEN_ID', number(SILENT))).today).toEqual([await childOf('GAJ', SILENT)])
  }, 300_000)
})

describe('a child whom another office knew first', () => {
  it('is opened by the number and name that the register gives it later, and comes of age by the register', async () => {
    const child = await childOf('MZJ', LATE)
    expect(await childOf('GAJ', LATE)).toBe(child)
    expect((await opens('CITIZEN_ID', number(LATE))).today).toEqual([child])
    expect(await statedBy(child)).toEqual([
      ['CITIZEN_ID', 'GAJ'],
      ['NAME', 'MZJ'],
    ])
    await city.owner.query(`update registry.child set adult_on = '2040-01-01' where id = $1`, [child])
    await run()
    const { rows } = await city.owner.query('select adult_on::text from registry.child where id = $1', [child])
    expect(rows).toEqual([{ adult_on: LATE.adultOn }])
  }, 300_000)

  it('loses a number that the register says is another child’s', async () => {
    const [holder, taken] = [await childOf('MZJ', HOLDER), await childOf('GAJ', TAKEN)]
    // As where an office wrote a stranger's number down before the register knew either.
    await city.owner.query(`update registry.identifier set child_id = $1 where child_id = $2 and kind = 'CITIZEN_ID'`, [
      holder,
      taken,
    ])
    await city.owner.query(`delete from registry.source_link where child_id = $1 and department = 'GAJ'`, [holder])
    await register('delete from public_security.linking_sheet where subject_key = $1', HOLDER)
    await run()
    expect(await opens('CITIZEN_ID', number(TAKEN))).toEqual({ today: [taken], once: [holder] })
  }, 300_000)
})

describe('one number that the register gave to two', () => {
  it('opens whom it opened, is counted, and takes no other number away', async () => {
    const [one, other] = [await childOf('GAJ', DOUBLE), await childOf('GAJ', DOUBLED)]
    await write('GAJ', DOUBLE, { citizen_id: DOUBLED.citizenId })
    expect((await run()).GAJ).toMatchObject({ contested: 1, renewed: 0 })
    expect((await opens('CITIZEN_ID', number(DOUBLED))).today).toEqual([other])
    expect((await opens('CITIZEN_ID', number(DOUBLE))).today).toEqual([one])
  }, 300_000)
})

describe('a newborn', () => {
  const MOTHER = citizenIdWithCheck('33019919900301102')
  const birthOf = (certificate: string) => ({ mother_id: MOTHER, birth_certificate_no: certificate })
  const opensBirth = (certificate: string) => opens('BIRTH', `CITIZEN|${MOTHER} ${certificate}`)

  it('is opened by mother and certificate as soon as one record states both, beside the number that it has since', async () => {
    const child = await childOf('GAJ', BORN)
    await write('GAJ', BORN, birthOf('T123456789'))
    await run()
    expect(await opensBirth('T123456789')).toEqual({ today: [child], once: [] })
    expect((await opens('CITIZEN_ID', number(BORN))).today).toEqual([child])
    await write('GAJ', BORN, { mother_id: null })
    expect((await run()).GAJ).toMatchObject({ renewed: 0 })
    expect((await opensBirth('T123456789')).today).toEqual([child])
  }, 300_000)

  it('is opened by them no more once the register says that it was called otherwise, whatever another office states', async () => {
    const child = await childOf('GAJ', ADOPTED)
    await write('GAJ', ADOPTED, birthOf('T987654321'))
    await write('WJW', ADOPTED, birthOf('T987654321'))
    await run()
    expect((await opensBirth('T987654321')).today).toEqual([child])
    await write('GAJ', ADOPTED, { name: NEW.name, former_name: ADOPTED.name, mother_id: null })
    await run()
    await run()
    expect(await opensBirth('T987654321')).toEqual({ today: [], once: [child] })
  }, 300_000)
})

describe('a pupil', () => {
  it('is opened by the student number of the school roll', async () => {
    const { rows } = await city.owner.query<{ pupils: number; numbers: number }>(
      `select (select count(*)::int from registry.source_link where department = 'JYJ') as pupils,
         (select count(distinct child_id)::int from registry.identifier where kind = 'STUDENT_NO') as numbers`,
    )
    expect(rows[0]?.numbers).toBeGreaterThan(0.9 * (rows[0]?.pupils ?? 0))
  })
})
