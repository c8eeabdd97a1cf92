// Promise 3, raw never travels: read on the wire between the gateway and its sources. No column is named that the plan did
// not grant, and a plain column under a mask comes back masked or not at all.
import { afterEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { databaseName, databaseOf } from '../../src/database/databases.ts'
import type { Department, DepartmentCode } from '../../src/departments/department.ts'
import { DEPARTMENTS, departmentOf, isServed } from '../../src/departments/departments.ts'
import { columnNamesOf } from '../../src/departments/read-statement.ts'
import type { Town } from '../world/town.ts'
import { openTappedTown, type TappedTown } from '../world/wire-tap.ts'
import { byCitizenId, byStudentNo, CHILD_FILE, CHILD_PAGE, CLASS, dayQuestion, STAY } from './questions.ts'

let open: TappedTown | undefined

// A town of its own for each question: a statement’s text travels once for each connection.
async function tappedTown(): Promise<TappedTown> {
  open = await openTappedTown()
  return open
}

afterEach(async () => {
  await open?.close()
  open = undefined
})

function databaseFor(town: Town, code: DepartmentCode): string {
  return databaseName(town.site.prefix, databaseOf(code))
}

/** Columns that a source was asked for, from its statements or its request bodies. */
function namedColumns(town: TappedTown, department: Department): Set<string> {
  if (isServed(department)) return new Set(town.services[department.code].requests.flatMap(({ columns }) => columns))
  const texts = town.wire.statements.filter(({ database }) => database === databaseFor(town, department.code))
  return new Set(
    columnNamesOf(department).filter((name) => texts.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text))),
  )
}

/** Columns behind coordinates, from what the department says of its own readings and of others' cells that it knows of. */
function columnsOf(department: Department, coordinates: readonly string[]): string[] {
  const own = coordinates.flatMap((coordinate) => department.reads[coordinate]?.column.name ?? [])
  const second = (department.alsoKnows ?? []).filter(({ of }) => coordinates.includes(of))
  // What another department knows of an entry of a list is matched by what names the entry here.
  const matched = DEPARTMENTS.flatMap(({ alsoKnows = [] }) => alsoKnows).flatMap(({ of, entry }) =>
    coordinates.includes(of) && entry ? (department.reads[entry.coordinate]?.column.name ?? []) : [],
  )
  const told = second.flatMap(({ column, entry }) => [column.name, ...(entry ? [entry.column.name] : [])])
  return [...own, ...matched, ...told]
}

/** The coordinates that the journal says were read, and those of the filters and sorts. */
async function readCoordinates(town: Town, uses: readonly string[] = []): Promise<string[]> {
  const [intent] = await town.newEntries()
  const fields = intent?.body.fields as readonly (readonly [string, string])[]
  return [...fields.map(([coordinate]) => coordinate), ...uses]
}

function expectColumns(town: TappedTown, department: Department, wanted: readonly string[]): void {
  const named = namedColumns(town, department)
  if (!isServed(department)) named.delete(department.subjectKey.name)
  expect([department.code, [...named].sort()]).toEqual([department.code, [...new Set(wanted)].sort()])
}

/** What the rules of these questions read from each live source, beside the name; another benefit's inputs are not read. */
const INPUTS_OF = { YBJ: ['insurance'], WJW: ['checkupYears'], JYJ: ['stage', 'aid'] } as const

const RULE_COLUMNS = (benefitSources: readonly string[]): ReadonlyMap<DepartmentCode, readonly string[]> =>
  new Map(
    (['YBJ', 'WJW', 'JYJ'] as const)
      .filter((code) => benefitSources.includes(code))
      .map((code) => {
        const columns = INPUTS_OF[code].flatMap((input) => departmentOf(code).ruleInputs[input] ?? [])
        return [code, columns.map(({ name }) => name)]
      }),
  )

const STAY_SUBJECT = byCitizenId(CAST.stay)
const QUESTIONS = [
  [
    'one day',
    {
      as: 'hospital',
      purpose: 'P01',
      case: 'E-2026-0002',
      query: dayQuestion(),
      variables: { subject: STAY_SUBJECT, benefit: 'MEDICAL_AID' },
    },
  ],
  [
    'the cover',
    {
      as: 'hospital',
      purpose: 'P02',
      case: 'E-2026-0002',
      query: dayQuestion('cover { from to } institutionWard'),
      variables: { subject: STAY_SUBJECT, benefit: 'INSTITUTION_COVER' },
    },
  ],
  [
    'a check-up',
    {
      as: 'checkup',
      purpose: 'P03',
      case: 'E-2026-0018',
      query: dayQuestion('checkup { entitled usedThisYear }'),
      variables: { subject: STAY_SUBJECT, benefit: 'CHECKUP' },
    },
  ],
  [
    'a stay',
    {
      as: 'hospital',
      purpose: 'P01',
      case: 'E-2026-0001',
      query: STAY,
      variables: { subject: STAY_SUBJECT, from: '2026-05-03', to: '2026-05-09' },
    },
  ],
  [
    'a class',
    {
      as: 'school',
      purpose: 'P05',
      case: 'B-2026-0001',
      query: CLASS,
      variables: { pupils: [byCitizenId(CAST.pupil), byStudentNo(CAST.movedPupil)] },
    },
  ],
] as const

describe('what leaves the gateway', () => {
  it.each(
    QUESTIONS,
  )('for the question about %s names the rule’s columns and the name, and no other', async (_what, question) => {
    const town = await tappedTown()
    const response = await town.ask(question)
    expect(response.status).toBe(200)
    const { data } = response.body
    const answer = data.eligibility ?? data.stayEligibility?.[0] ?? data.pupilEligibility?.[0].answer
    const ruled = RULE_COLUMNS(answer.sources.map(({ source }: { source: string }) => source))
    for (const department of DEPARTMENTS) {
      const wanted = department.code === 'GAJ' ? ['name_sealed'] : (ruled.get(department.code) ?? [])
      expectColumns(town, department, wanted)
    }
  })

  it.each(
    QUESTIONS,
  )('for the question about %s holds no number and no name in clear, to any database', async (_what, question) => {
    const town = await tappedTown()
    await town.ask(question)
    await town.newEntries()
    const sent = town.wire.sentText()
    expect(sent.length).toBeGreaterThan(1_000)
    for (const child of [CAST.stay, CAST.pupil, CAST.movedPupil]) {
      for (const secret of [child.citizenId, child.studentNo, child.name])
        expect(sent.includes(secret ?? '-')).toBe(false)
    }
  })

  it('for a child’s file names the columns of the granted fields, and no other', async () => {
    const town = await tappedTown()
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.disabledEdge.id)
    expect((await town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_FILE, variables: { ref } })).status).toBe(
      200,
    )
    const read = await readCoordinates(town)
    for (const department of DEPARTMENTS) expectColumns(town, department, columnsOf(department, read))
  })

  it('for a filtered and sorted page names those columns and the ones filtered and sorted by', async () => {
    const town = await tappedTown()
    const variables = { filter: { householdAidClass: 'DIBAO' }, orderBy: { birthDate: 'ASCENDING' }, first: 5 }
    const query = CHILD_PAGE.replace('sex birthDate residenceDivision', 'sex').replace(
      'categories householdAidClass',
      'categories',
    )
    expect((await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables })).status).toBe(200)
    const read = await readCoordinates(town, ['PublicSecurity.birthDate', 'CivilAffairs.householdAidClass'])
    for (const department of DEPARTMENTS) expectColumns(town, department, columnsOf(department, read))
  })

  it('for one field names one column, and calls no other department', async () => {
    const town = await tappedTown()
    const query = '{ children(first: 3) { nodes { insurance { premiumSubsidy { state } } } } }'
    expect((await town.ask({ as: 'adjudicator', purpose: 'P08', query })).status).toBe(200)
    for (const department of DEPARTMENTS)
      expectColumns(town, department, department.code === 'YBJ' ? ['premium_state'] : [])
    expect(town.services.YBJ.responses[0]?.rows.every((row) => row.length === 2)).toBe(true)
  })

  it('is nothing at all for a refused operation', async () => {
    const town = await tappedTown()
    const query =
      '{ children(first: 3) { nodes { insurance { premiumSubsidy { state } } civilAffairs { payoutAccount } } } }'
    expect((await town.ask({ as: 'adjudicator', purpose: 'P08', query })).status).toBe(403)
    for (const department of DEPARTMENTS) expectColumns(town, department, [])
  })
})
