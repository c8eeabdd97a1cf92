// What the city's catalogue of government data is told of a registered operation: what is granted by it and to whom, and nothing else.
import { beforeAll, describe, expect, it } from 'vitest'
import { hashOfText } from '../../src/document-id.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { catalogueEntry } from '../../src/operations/catalogue-entry.ts'
import type { OperationCheckParts } from '../../src/operations/check-operation.ts'
import { readOperation, readOperationFolder } from '../../src/operations/operation-file.ts'
import type { StoredRegistration } from '../../src/operations/stored-registrations.ts'
import { compilePolicies } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { createDocuments } from '../../src/request/documents.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'

const PROVIDER = { name: '示例市民政局', code: '1133019999000MZ02K' }
let parts: OperationCheckParts
let texts: Awaited<ReturnType<typeof readOperationFolder>>

beforeAll(async () => {
  const schema = buildGatewaySchema()
  const catalogue = catalogueOf(schema)
  const policies = compilePolicies(await readPolicyFolder('policies'), { schema, catalogue, maskNamed })
  parts = { policies, catalogue, today: '2026-11-23', readDocument: createDocuments('by others').read }
  texts = await readOperationFolder('policies/operations')
})

function registered(change: Partial<StoredRegistration>): StoredRegistration {
  return {
    ...{ id: '0b6f0c1e-0000-4000-8000-000000000001', approval: '数据共享2026-15', approvedBy: 'p-2001' },
    ...{ organisationId: null, organisationKind: 'HOSPITAL', validFrom: '2026-11-01', validTo: '2027-11-01' },
    ...{ endedAt: null, endedBy: null, registeredAt: new Date(0) },
    ...change,
  } as StoredRegistration
}

function ofFile(name: string, change: Partial<StoredRegistration> = {}): StoredRegistration {
  const { operation } = readOperation(name, texts.get(name) ?? { document: null, description: null })
  const [asked] = operation?.beneficiaries ?? []
  if (!operation || !asked) throw new Error(`${name} is at fault`)
  const { document } = operation
  return registered({ name, document, hash: hashOfText(document), ...asked, ...change })
}

describe('the entry of a registered operation', () => {
  it('says what is shared, with whom, on which ground, until when, and that it is open to nobody', () => {
    const { 信息项信息, ...entry } = catalogueEntry(ofFile('hospital-day'), PROVIDER, parts)
    expect(entry).toEqual({
      信息资源名称: '医疗救助结算（hospital-day）',
      信息资源代码: 'sha256:86f740ea47ac41920d6ff70683b07b15db8b8e24916e07ad22d9b4bc87c136d5',
      信息资源提供方: '示例市民政局',
      信息资源提供方代码: '1133019999000MZ02K',
      信息资源摘要: '目的限于医疗救助结算（P01）的查询接口；逐字段授权、脱敏，每次查询留痕。',
      信息资源格式: '接口：GraphQL（JSON）',
      共享类型: '有条件共享',
      共享条件:
        '限 全部 HOSPITAL 类机构 的 HOSP_CLERK，目的 P01；依据《浙江省社会救助条例》第24条；影响评估 PIA-P01；审批 数据共享2026-15',
      共享方式: '共享平台方式（接口）',
      是否向社会开放: '否',
      更新周期: '实时',
      发布日期: '2026-11-01',
      失效日期: '2027-11-01',
    })
    expect(信息项信息).toContainEqual({ 信息项名称: '姓名', 信息项代码: 'D03', 来源部门: 'GAJ', 处理: 'mask:name' })
    expect(信息项信息.filter((item) => item.信息项代码 === null)).toHaveLength(1)
  })

  it('names every data item once, and none of the grounds that its answer rests on', () => {
    for (const [name] of texts) {
      const codes = catalogueEntry(ofFile(name), PROVIDER, parts).信息项信息.map((item) => item.信息项代码)
      expect(new Set(codes).size, name).toBe(codes.length)
      if (!/^(hospital|school)/.test(name)) continue
      for (const ground of ['D13', 'D17', 'D20', 'D26', 'D27', 'D37', 'D45']) expect(codes, name).not.toContain(ground)
    }
  })

  it('of one organisation names it, and of every role says so', () => {
    const one = ofFile('hospital-day', { organisationId: '1233019999000HA17Y', organisationKind: null, role: null })
    const { 共享条件 } = catalogueEntry(one, PROVIDER, parts)
    expect(共享条件).toMatch(/^限 1233019999000HA17Y 的 该目的下有策略的各角色，目的 P01；/)
  })

  it('says of an item the most that anybody gets of it: clear before a mask, and two masks as both', () => {
    const document = 'query ($s: SubjectInput!) { eligibility(subject: $s, benefit: MEDICAL_AID) { displayName } }'
    const entry = catalogueEntry(registered({ name: 'own', document, purpose: 'P01', role: 'HOSP_CLERK' }), PROVIDER, {
      ...parts,
    })
    expect(entry.信息项信息.find((item) => item.信息项代码 === 'D03')?.处理).toBe('mask:name')
    const children = `query ($first: Int!) { children(first: $first) {
      nodes { publicSecurity { birthDate ageBand displayName } } pageInfo { hasNextPage } } }`
    const casework = registered({ name: 'own', document: children, purpose: 'P08', role: 'MZ_ADJUDICATOR' })
    expect(catalogueEntry(casework, PROVIDER, parts).信息项信息.find((item) => item.信息项代码 === 'D05')?.处理).toBe(
      'reveal',
    )
  })

  it('is not made of what nobody may ask', () => {
    const document = 'query ($s: SubjectInput!) { eligibility(subject: $s, benefit: MEDICAL_AID) { grounds } }'
    const asked = registered({ name: 'own', document, purpose: 'P01', role: 'HOSP_CLERK' })
    expect(() => catalogueEntry(asked, PROVIDER, parts)).toThrow('REFUSED')
    expect(() => catalogueEntry({ ...asked, role: 'NOBODY' }, PROVIDER, parts)).toThrow('no policy lets anybody')
  })
})
