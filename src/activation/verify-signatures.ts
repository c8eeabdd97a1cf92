// Whether two different officers, an author and a data-protection officer, signed exactly this release.
import type { Officers } from './officers.ts'
import type { Refusal } from './refusal.ts'
import { algorithmNamed, OFFICER_ROLES, readHeader, verifiesDetached } from './signature.ts'

/** Every fault of the signatures; none when both are right. */
export async function signatureFaults(
  text: string,
  signatures: readonly string[],
  officers: Officers,
): Promise<Refusal[]> {
  if (signatures.length === 0) return [{ reason: 'unsigned', detail: 'it has no signature' }]
  const faults = await Promise.all(signatures.map((signature) => signatureFault(text, signature, officers)))
  return [...faults.filter((fault) => fault !== null), ...numberFaults(signatures)]
}

async function signatureFault(text: string, signature: string, officers: Officers): Promise<Refusal | null> {
  const header = readHeader(signature)
  if (!header) return { reason: 'wrong-header', detail: 'a signature is none of this form' }
  const { alg, kid, role } = header
  if (!algorithmNamed(alg)) return { reason: 'wrong-header', detail: 'a signature names an unknown algorithm' }
  const officer = officers.get(kid)
  if (!officer) return { reason: 'unknown-officer', detail: `a signature as ${role} is by a key that is not pinned` }
  if (officer.role !== role)
    return { reason: 'unknown-officer', detail: `${kid} is pinned as ${officer.role}, not ${role}` }
  if (await verifiesDetached(text, signature, officer.publicKey)) return null
  return { reason: 'wrong-signature', detail: `the signature as ${role} is not over this release` }
}

function numberFaults(signatures: readonly string[]): Refusal[] {
  if (signatures.length === 1) return [{ reason: 'signed-once', detail: 'it has one signature and needs two' }]
  const roles = signatures.map((signature) => readHeader(signature)?.role ?? '').sort()
  if (roles.join() === [...OFFICER_ROLES].sort().join()) return []
  return [{ reason: 'one-officer', detail: 'it needs one signature of an author and one of a dpo, and no other' }]
}

/** `author:<thumbprint>` and `dpo:<thumbprint>`, of signatures that were found right. */
export function signersOf(signatures: readonly string[]): string[] {
  return signatures
    .flatMap((signature) => {
      const header = readHeader(signature)
      return header ? [`${header.role}:${header.kid}`] : []
    })
    .sort()
}
