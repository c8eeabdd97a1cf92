// The published policies with some limits of one of them set low, so that a test reaches them.
import type { Limits } from '../../src/policy/policy.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'

/** Throws when the policy has no such limit. */
export async function withLimits(
  policy: string,
  limits: Readonly<Partial<Limits>>,
): Promise<ReadonlyMap<string, string>> {
  const documents = new Map(await readPolicyFolder('policies'))
  const file = `${policy}.yaml`
  let text = documents.get(file) ?? ''
  for (const [name, value] of Object.entries(limits)) {
    const line = new RegExp(`^  ${name}: \\d+$`, 'm')
    if (!line.test(text)) throw new Error(`${policy} has no limit ${name}`)
    text = text.replace(line, `  ${name}: ${value}`)
  }
  return documents.set(file, text)
}
