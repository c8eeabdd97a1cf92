// What a registered operation is in the city's catalogue of government data (政务信息资源目录): the core metadata that 《政务信息资源目录
// 编制指南（试行）》 (发改高技〔2017〕1272号, 附件) asks for, by the names it gives them, from what is registered and decided and nothing else.
import { dataItem } from '../catalogue/items.ts'
import { documentIdOf } from '../document-id.ts'
import { GatewayError } from '../errors.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { askingsOf, type OperationCheckParts } from './check-operation.ts'
import type { StoredRegistration } from './stored-registrations.ts'

/** Who answers for the entry in the catalogue: name and unified social credit code (GB 32100-2015). */
export interface Provider {
  readonly name: string
  readonly code: string
}

/** 信息项 */
export interface InformationItem {
  readonly 信息项名称: string
  /** Of the city's catalogue of data items; null for what is no item of a person. */
  readonly 信息项代码: string | null
  readonly 来源部门: string
  /** What of it a caller gets, the most that any role does: in clear, by which mask, under which condition. */
  readonly 处理: string
}

export interface CatalogueEntry {
  readonly 信息资源名称: string
  readonly 信息资源代码: string
  readonly 信息资源提供方: string
  readonly 信息资源提供方代码: string
  readonly 信息资源摘要: string
  readonly 信息资源格式: string
  readonly 信息项信息: readonly InformationItem[]
  readonly 共享类型: '有条件共享'
  readonly 共享条件: string
  readonly 共享方式: string
  readonly 是否向社会开放: '否'
  readonly 更新周期: '实时'
  readonly 发布日期: string
  readonly 失效日期: string
}

/** Throws for one that the policies would refuse: what nobody can ask is in no catalogue. */
export function catalogueEntry(
  registration: StoredRegistration,
  provider: Provider,
  parts: OperationCheckParts,
): CatalogueEntry {
  const { name, purpose, hash, validFrom, validTo } = registration
  const word = parts.policies.vocabulary.purposes[purpose]
  const plans = plansOf(registration, parts)
  const subject = word?.zh ?? purpose
  return {
    信息资源名称: `${subject}（${name}）`,
    信息资源代码: documentIdOf(hash),
    信息资源提供方: provider.name,
    信息资源提供方代码: provider.code,
    信息资源摘要: `目的限于${subject}（${purpose}）的查询接口；逐字段授权、脱敏，每次查询留痕。`,
    信息资源格式: '接口：GraphQL（JSON）',
    信息项信息: itemsOf(plans, parts),
    共享类型: '有条件共享',
    共享条件: conditionsOf(registration, parts),
    共享方式: '共享平台方式（接口）',
    是否向社会开放: '否',
    更新周期: '实时',
    发布日期: validFrom,
    失效日期: validTo,
  }
}

function plansOf(registration: StoredRegistration, parts: OperationCheckParts): readonly Plan[] {
  const document = parts.readDocument(registration.document)
  const plans = askingsOf(registration, parts).map(({ grant }) => makePlan(document, grant, parts.catalogue))
  if (plans.length === 0) throw new GatewayError('REFUSED', `no policy lets anybody ask ${registration.name}`)
  return plans
}

// One line for each data item; what is about nobody (pages, rule ids, contacts of offices) is said in one line together.
function itemsOf(plans: readonly Plan[], { catalogue }: OperationCheckParts): InformationItem[] {
  const items = new Map<string, InformationItem>()
  for (const [coordinate, treatment] of plans.flatMap(({ fields }) => fields)) {
    const classification = catalogue.get(coordinate)
    if (!classification) throw new GatewayError('REFUSED', `${coordinate} is not classified`)
    const { item, source } = classification
    for (const code of [item, ...(classification.holds ?? [])]) {
      const known = items.get(code)
      const 处理 = known && known.处理 !== treatment ? widest(known.处理, treatment) : treatment
      items.set(code, lineOf(code, source, 处理))
    }
  }
  return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
}

function lineOf(code: string, source: string, 处理: string): InformationItem {
  const item = dataItem(code)
  if (!item) return { 信息项名称: '答复结构（不涉及个人）', 信息项代码: null, 来源部门: 'GATEWAY', 处理: 'reveal' }
  return { 信息项名称: item.zh, 信息项代码: code, 来源部门: source, 处理 }
}

// Two fields of one item, or two roles, may be treated in two ways: both are said, and clear is more than any.
function widest(one: string, other: string): string {
  if (one === 'reveal' || other === 'reveal') return 'reveal'
  return [...new Set([...one.split('; '), other])].sort().join('; ')
}

function conditionsOf(
  { purpose, role, organisationId, organisationKind, approval }: StoredRegistration,
  { policies }: OperationCheckParts,
): string {
  const word = policies.vocabulary.purposes[purpose]
  const basis = word ? `；依据《${word.basis.instrument}》第${word.basis.article}条；影响评估 ${word.assessment}` : ''
  const roles = role === null ? '该目的下有策略的各角色' : role
  return `限 ${organisationId ?? `全部 ${organisationKind} 类机构`} 的 ${roles}，目的 ${purpose}${basis}；审批 ${approval}`
}
