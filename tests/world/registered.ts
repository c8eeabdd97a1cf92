// Registers documents for the tests' organisations through the real tables, as the data bureau would: an organisation
// outside the city asks nothing else. Each document once per organisation and purpose; several files may do it at once.
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { hashOfText } from '../../src/document-id.ts'

export interface TestRegistration {
  readonly document: string
  readonly purpose: string
  readonly organisationId?: string
  readonly organisationKind?: string
  readonly role?: string
  readonly approval?: string
  readonly validFrom?: string
  readonly validTo?: string
}

/** As the importer's role; gives the registration's id. The same wish is one registration. */
export async function register(loader: pg.Pool, wish: TestRegistration): Promise<string> {
  const hash = hashOfText(wish.document)
  const id = idOf(wish)
  await loader.query(
    `insert into operations.operation (hash, document, registered_at)
     values ($1, $2, '2026-11-01T00:00:00Z') on conflict (hash) do nothing`,
    [hash, wish.document],
  )
  await loader.query(
    `insert into operations.registration (id, name, hash, organisation_id, organisation_kind, purpose, role, approved_by,
       approval, valid_from, valid_to, registered_at)
     values ($1, 'test', $2, $3, $4, $5, $6, 'demo-person-auditor', $9, $7, $8, '2026-11-01T00:00:00Z')
     on conflict (id) do nothing`,
    [
      ...[id, hash, wish.organisationId ?? null, wish.organisationKind ?? null, wish.purpose, wish.role ?? null],
      ...[wish.validFrom ?? '2020-01-01', wish.validTo ?? '2100-01-01', wish.approval ?? 'TEST'],
    ],
  )
  return id
}

function idOf(wish: TestRegistration): string {
  const hex = createHash('sha256').update(JSON.stringify(wish)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export interface TestRegistry {
  /** Returns once this gateway lets the organisation ask the document. */
  know(wish: TestRegistration): Promise<void>
}

/** For a test that asks more documents than a city ever registers: no more than so many are known at once. */
export interface ShortMemory {
  readonly most: number
  forget(ids: readonly string[]): Promise<unknown>
}

/** `refresh` makes one gateway read what is registered. */
export function registryFor(
  loader: pg.Pool,
  refresh: () => Promise<void>,
  memory: ShortMemory | undefined,
): TestRegistry {
  const known = new Map<string, Promise<void>>()
  const read = shared(refresh)
  const makeRoom = async (): Promise<void> => {
    if (memory === undefined || known.size < memory.most) return
    const ids = [...known.keys()].map((key) => idOf(JSON.parse(key) as TestRegistration))
    known.clear()
    await memory.forget(ids)
  }
  return {
    know(wish) {
      const key = JSON.stringify(wish)
      const made =
        known.get(key) ??
        makeRoom()
          .then(() => register(loader, wish))
          .then(read)
      known.set(key, made)
      made.catch(() => known.delete(key))
      return made
    },
  }
}

/** Those who ask while one is under way share the next one, which begins after all of them asked. */
function shared(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    next ??= underWay
      .catch(() => undefined)
      .then(() => {
        next = null
        underWay = work()
        return underWay
      })
    return next
  }
}
