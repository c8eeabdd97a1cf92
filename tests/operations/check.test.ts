// Does the build notice when an operation that hospitals and schools were promised would be refused? And do the texts that
// the README, the docs and the demo show stand in the folder, blank by blank?
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO_ACCOUNTS } from '../../src/demo/accounts.ts'
import { DEMO_QUESTIONS, sentText } from '../../src/demo/questions.ts'
import { documentIdOf, hashOfText } from '../../src/document-id.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { type CheckedOperation, fileFaults, operationFaults } from '../../src/operations/check-operation.ts'
import {
  type OperationFile,
  type OperationTexts,
  readOperation,
  readOperationFolder,
  sameTexts,
} from '../../src/operations/operation-file.ts'
import { compilePolicies } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { createDocuments } from '../../src/request/documents.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'

const schema = buildGatewaySchema()
const catalogue = catalogueOf(schema)
const readDocument = createDocuments('by others').read

let texts: ReadonlyMap<string, OperationTexts>
let policies: ReadonlyMap<string, string>

beforeAll(async () => {
  texts = await readOperationFolder('policies/operations')
  policies = await readPolicyFolder('policies')
})

/** The faults under the city's policies, one of them changed. */
function faultsOf(
  operation: CheckedOperation,
  change: (text: string, file: string) => string = (text) => text,
): string[] {
  const changed = new Map([...policies].map(([file, text]) => [file, change(text, file)]))
  return operationFaults(operation, {
    policies: compilePolicies(changed, { schema, catalogue, maskNamed }),
    catalogue,
    today: '2026-11-23',
    readDocument,
  })
}

function fileNamed(name: string): OperationFile {
  const { operation } = readOperation(name, texts.get(name) ?? { document: null, description: null })
  if (!operation) throw new Error(`${name} is at fault`)
  return operation
}

/** The file's operation as its first beneficiary asks it, or as `role` does. */
function operationNamed(name: string, role?: string): CheckedOperation {
  const { document, beneficiaries } = fileNamed(name)
  const meant = beneficiaries.find((each) => role === undefined || each.role === role)
  if (!meant) throw new Error(`${name} is not for ${role}`)
  return { document, ...meant }
}

const DAY: CheckedOperation = {
  document: 'query D($subject: SubjectInput!) { eligibility(subject: $subject, benefit: MEDICAL_AID) { status tier } }',
  purpose: 'P01',
  role: 'HOSP_CLERK',
}

describe('an operation', () => {
  it.each<[string, Partial<CheckedOperation>, RegExp]>([
    ['that does not parse', { document: 'query {' }, /^BAD_INPUT: the document does not parse$/],
    ['for a purpose without a policy', { purpose: 'P13' }, /^no policy for HOSP_CLERK and P13$/],
    ['for a role without a policy', { role: 'HOSP_DOCTOR' }, /^no policy for HOSP_DOCTOR and P01$/],
    ['for a role of the system', { role: 'SYSTEM_STATISTICS', purpose: 'P09' }, /^no policy/],
    ['with a field beyond the grant', { document: DAY.document.replace('tier', 'items') }, /"items"/],
    ['with a field that no schema has', { document: DAY.document.replace('tier', 'reason') }, /"reason"/],
    ['with a benefit of another purpose', { document: DAY.document.replace('MEDICAL_AID', 'CHECKUP') }, /"CHECKUP"/],
    [
      'with an input beyond the grant',
      { document: DAY.document.replace('$subject:', '$n: StudentNo, $subject:') },
      /StudentNo/,
    ],
    ['that introspects', { document: '{ __schema { types { name } } }' }, /introspection/],
    [
      'of two roots where one is let',
      { document: DAY.document.replace(/\{ (eligibility.*) \}$/, '{ a: $1 b: $1 }') },
      /TOO_COSTLY/,
    ],
    ['that is two', { document: 'query A { __typename } query B { __typename }' }, /exactly one operation/],
    ['with an argument that is no variable and too short', { document: '{ eligibility { status } }' }, /required/],
    [
      'that names a person in its text',
      { document: '{ eligibility(subject: { fullName: "周小满" }, benefit: MEDICAL_AID) { status } }' },
      /text in quotes/,
    ],
    [
      'that names a person in a block of text',
      { document: '{ eligibility(subject: { fullName: """周小满""" }, benefit: MEDICAL_AID) { status } }' },
      /text in quotes/,
    ],
  ])('is at fault: one %s', (_what, change, fault) => {
    expect(faultsOf({ ...DAY, ...change }).join('\n')).toMatch(fault)
  })

  it('without a role must be answered to every role that has a policy for the purpose', () => {
    const casework: CheckedOperation = { document: '{ children { nodes { childRef } } }', purpose: 'P07', role: null }
    expect(faultsOf(casework)).toEqual([expect.stringMatching(/^SCH_HEAD for P07: .*"children"/)])
    expect(faultsOf({ ...casework, purpose: 'P08' }).join()).not.toMatch(/MZ_ADJUDICATOR/)
    expect(faultsOf({ ...DAY, role: null })).toEqual([])
    expect(faultsOf({ ...DAY, role: null, purpose: 'P02' }).join()).toMatch(/HOSP_CLERK for P02: .*"MEDICAL_AID"/)
  })

  it('for programs must be within the rights of the program and of the person it acts for', () => {
    const stay = operationNamed('hospital-stay', 'AGENT')
    expect(faultsOf(stay)).toEqual([])
    expect(faultsOf({ ...DAY, role: 'AGENT' }).join()).toMatch(
      /AGENT acting for HOSP_CLERK for P01: .*"eligibility" on type "Query"/,
    )
    const pupils = operationNamed('school-class')
    expect(faultsOf({ ...pupils, role: 'AGENT' }).join()).toMatch(
      /AGENT acting for SCH_AID_OFFICER .*"pupilEligibility"/,
    )
    expect(faultsOf({ ...stay, purpose: 'P02' })).toEqual(['no policy for AGENT and P02'])
    expect(faultsOf(operationNamed('rules'))).toEqual([])
  })

  it('becomes faulty on the day on which its policy ends', () => {
    const ending = (day: string) => (text: string, file: string) =>
      file === 'hospital-settlement.yaml' ? `${text}\nuntil: ${day}\n` : text
    expect(faultsOf(DAY, ending('2026-11-24'))).toEqual([])
    expect(faultsOf(DAY, ending('2026-11-23'))).toEqual(['HOSP_CLERK for P01: its policy ended on 2026-11-23'])
  })

  it('becomes faulty when a policy takes back what it selects', () => {
    const stay = operationNamed('hospital-stay')
    expect(faultsOf(stay)).toEqual([])
    const withoutTier = (text: string, file: string) =>
      file === 'hospital-settlement.yaml'
        ? text
            .replace('  EligibilityAnswer.tier: reveal\n', '')
            .replace(/ {2}- field: EligibilityAnswer\.tier\n.*\n.*\n/, '')
        : text
    expect(faultsOf(stay, withoutTier).join()).toMatch(/HOSP_CLERK for P01: .*"tier"/)
    const otherBenefit = (text: string) => text.replace('Benefit: [MEDICAL_AID]', 'Benefit: [CHECKUP]')
    expect(faultsOf(stay, otherBenefit).join()).toMatch(/"MEDICAL_AID"/)
    const otherRole = (text: string) =>
      text.replace('role: HOSP_CLERK\npurpose: P01', 'role: HOSP_DOCTOR\npurpose: P01')
    expect(faultsOf(stay, otherRole)).toEqual(['no policy for HOSP_CLERK and P01'])
  })
})

describe('the files of an operation', () => {
  const document = DAY.document
  const description = (change = '') =>
    `operation: day\ndocumentId: ${documentIdOf(hashOfText(document))}\nfor:\n  - { organisationKind: HOSPITAL, purpose: P01, role: HOSP_CLERK }\n${change}`

  it.each<[string, OperationTexts, RegExp]>([
    ['no description', { document, description: null }, /^day\.yaml: is missing/],
    ['no document', { document: null, description: description() }, /^day\.graphql: is missing/],
    ['no YAML', { document, description: 'a: b: c' }, /^day\.yaml: /],
    ['an unknown key', { document, description: description('validTo: 2027-01-01\n') }, /additional properties/],
    ['a key twice', { document, description: description('operation: day\n') }, /DUPLICATE_KEY/],
    ['nobody to ask it', { document, description: description().replace(/ {2}- .*\n/, '') }, /for must be array/],
    ['no purpose', { document, description: description().replace('purpose: P01, ', '') }, /purpose/],
    [
      'one beneficiary twice',
      { document, description: `${description()}${description().split('\n').at(-2)}\n` },
      /duplicate/,
    ],
    ['a purpose that is none', { document, description: description().replace('P01', 'P17') }, /purpose must match/],
    [
      'another name',
      { document, description: description().replace('operation: day', 'operation: night') },
      /must be `day`/,
    ],
    ['a changed text', { document: `${document} `, description: description() }, /needs its own approval/],
    ['a line break at the end', { document: `${document}\n`, description: description() }, /needs its own approval/],
  ])('are at fault with %s', (_what, files, fault) => {
    const reading = readOperation('day', files)
    expect(reading.operation).toBeNull()
    expect(reading.faults.join()).toMatch(fault)
  })

  it('are at no fault in the folder here', () => {
    expect(texts.size).toBeGreaterThanOrEqual(7)
    const parts = {
      policies: compilePolicies(policies, { schema, catalogue, maskNamed }),
      catalogue,
      today: '2026-11-23',
      readDocument,
    }
    for (const name of texts.keys()) expect(fileFaults(fileNamed(name), parts), name).toEqual([])
  })

  it('are at fault when another operation has the same text', () => {
    expect([...sameTexts(texts)]).toEqual([])
    const twice = new Map([
      ...texts,
      ['stay', texts.get('hospital-stay') ?? { document: null, description: null }] as const,
    ])
    expect([...sameTexts(twice)]).toEqual([
      'stay.graphql: is the text of hospital-stay.graphql; name its beneficiaries there',
    ])
  })

  it('are none where there is no folder', async () => {
    expect((await readOperationFolder('policies/none')).size).toBe(0)
  })
})

describe('the texts that people paste', () => {
  const registered = () => new Set([...texts.values()].map(({ document }) => document))

  it('of the demo are registered for hospitals and schools', () => {
    const roleOf = (as: string) => DEMO_ACCOUNTS.find(({ key }) => key === as)?.role ?? ''
    const asked = DEMO_QUESTIONS.filter(({ as }) => ['HOSP_CLERK', 'SCH_AID_OFFICER'].includes(roleOf(as)))
    expect(asked.length).toBeGreaterThanOrEqual(2)
    for (const question of asked) expect(registered(), question.id).toContain(sentText(question))
  })

  it.each(['README.md', 'README.zh-CN.md', 'docs/asking.md', 'docs/asking.zh-CN.md'])('of %s are too', (file) => {
    const shown = [...readFileSync(file, 'utf8').matchAll(/\{"query":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
      String(text),
    )
    const outside = shown.filter((text) => /eligibility\(/i.test(text))
    expect(outside.length).toBeGreaterThan(0)
    for (const text of outside) expect(registered()).toContain(JSON.parse(`"${text}"`))
  })
})
