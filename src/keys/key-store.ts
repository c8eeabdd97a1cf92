// Changes the file of keys, whole keys or wrapped ones: adds a key, makes one current, takes one out, and wraps what was
// whole. Each change is read back before it replaces the file, in one step, so that no gateway ever reads half of it.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { Day } from '../clock.ts'
import { invariant } from '../errors.ts'
import type { RefGeneration } from '../masking/child-ref.ts'
import {
  byDepartment,
  KEY_DEPARTMENTS,
  type KeyContent,
  type KeyDepartment,
  type KeyEntry,
  newKeyEntry,
  readKeyContent,
  readKeyFile,
  textOf,
} from '../masking/key-file.ts'
import type { CipherAlgorithm } from '../masking/keyring.ts'
import { GATEWAY, type KeyHolder } from './key-provider.ts'
import type { KeyService } from './key-service.ts'
import {
  contextOfData,
  contextOfOwn,
  MOST_KEYS,
  type OwnKey,
  parseWrappedKeys,
  WRAPPED_FORMAT,
  type Wrapped,
  type WrappedContent,
  type WrappedKeyEntry,
  type WrappedRing,
} from './wrapped-keys.ts'

export interface NewKeyWish {
  readonly code: KeyDepartment
  /** The current key's when left out. */
  readonly algorithm?: CipherAlgorithm
  readonly notAfter: Day
}

export interface KeyStore {
  /** The ids of a department's keys, in order, and which of them is current. */
  ring(code: KeyDepartment): Promise<{ readonly current: number; readonly ids: readonly number[] }>
  /** Adds a key that opens and does not seal yet; gives its id, one above the highest there is. */
  add(wish: NewKeyWish): Promise<number>
  makeCurrent(code: KeyDepartment, id: number): Promise<void>
  /** Refuses the current key. */
  remove(code: KeyDepartment, id: number): Promise<void>
  /** The generation of an organisation's references; null where it never had new ones. */
  recipient(organisationId: string): Promise<RefGeneration | null>
  setRecipient(organisationId: string, to: RefGeneration): Promise<void>
}

interface Entry {
  readonly id: number
  readonly algorithm: CipherAlgorithm
}

interface Ring {
  readonly current: number
  readonly keys: readonly Entry[]
}

interface Content {
  readonly departments: Readonly<Record<KeyDepartment, Ring>>
  readonly recipients?: Readonly<Record<string, RefGeneration>>
}

interface Form {
  read(): Promise<{ readonly text: string; readonly content: Content }>
  /** Throws unless the file there is sound. */
  check(file: string): Promise<unknown>
  draw(code: KeyDepartment, key: Entry & { readonly notAfter: Day }): Promise<Entry>
}

/** Over the file itself, or over wrapped keys where there is a service. */
export function openKeyStore(file: string, service: KeyService | null): KeyStore {
  return storeOver(file, service ? wrappedForm(file, service) : plainForm(file))
}

function plainForm(file: string): Form {
  return {
    read: () => readKeyContent(file),
    check: readKeyFile,
    draw: async (code, key) => newKeyEntry({ code, ...key }),
  }
}

function wrappedForm(file: string, service: KeyService): Form {
  return {
    async read() {
      const text = await readFile(file, 'utf8')
      return { text, content: parseWrappedKeys(text) }
    },
    check: async (draft) => parseWrappedKeys(await readFile(draft, 'utf8')),
    draw: async (code, key) => wrapEntry(await mastersOf(service), code, newKeyEntry({ code, ...key })),
  }
}

function storeOver(file: string, form: Form): KeyStore {
  const changeAll = async (changed: (content: Content) => Content | Promise<Content>): Promise<void> => {
    const { text, content } = await form.read()
    await replace(file, { before: text, after: textOf(await changed(content)), check: form.check })
  }
  const change = (code: KeyDepartment, changed: (ring: Ring) => Ring | Promise<Ring>): Promise<void> =>
    changeAll(async (content) => {
      const ring = await changed(content.departments[code])
      return { ...content, departments: { ...content.departments, [code]: ring } }
    })
  return {
    async ring(code) {
      const { current, keys } = (await form.read()).content.departments[code]
      return { current, ids: keys.map(({ id }) => id) }
    },
    async add({ code, algorithm, notAfter }) {
      let id = 0
      await change(code, async ({ current, keys }) => {
        if (keys.length >= MOST_KEYS) throw new Error(`${code} has ${MOST_KEYS} keys: retire old ones first`)
        id = nextId(keys)
        const like = algorithm ?? keys.find((key) => key.id === current)?.algorithm
        invariant(like, 'the current key of a keyring is one of its keys')
        return { current, keys: [...keys, await form.draw(code, { id, algorithm: like, notAfter })] }
      })
      return id
    },
    makeCurrent: (code, id) =>
      change(code, ({ keys }) => {
        expectKey(code, keys, id)
        return { current: id, keys }
      }),
    recipient: async (organisationId) => (await form.read()).content.recipients?.[organisationId] ?? null,
    setRecipient: (organisationId, to) =>
      changeAll((content) => ({ ...content, recipients: { ...content.recipients, [organisationId]: to } })),
    remove: (code, id) =>
      change(code, ({ current, keys }) => {
        expectKey(code, keys, id)
        if (id === current) throw new Error(`key ${id} of ${code} is the current one: rotate first`)
        return { current, keys: keys.filter((key) => key.id !== id) }
      }),
  }
}

// Ids go on from the highest there is; the current key is never taken out, and keys are taken out when nothing names them.
function nextId(keys: readonly Entry[]): number {
  const id = Math.max(...keys.map((key) => key.id)) + 1
  invariant(id <= 0xffff, 'a key id fits two bytes')
  return id
}

function expectKey(code: KeyDepartment, keys: readonly Entry[], id: number): void {
  if (!keys.some((key) => key.id === id)) throw new Error(`${code} has no key ${id}`)
}

interface Replacement {
  readonly before: string
  readonly after: string
  readonly check: (file: string) => Promise<unknown>
}

// The draft is also the lock: of two commands at once, one finds it there.
async function replace(file: string, { before, after, check }: Replacement): Promise<void> {
  const draft = `${file}.new`
  try {
    await writeFile(draft, after, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    throw new Error(`${draft} is in the way: another change is under way, or one broke off; if so, remove it`, {
      cause,
    })
  }
  try {
    await check(draft)
    if ((await readFile(file, 'utf8')) !== before)
      throw new Error(`${file} was changed meanwhile: nothing was replaced`)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** The wrapped form of a whole key file, each key under the current master key of whoever holds it. */
export async function wrapContent(service: KeyService, content: KeyContent): Promise<WrappedContent> {
  const masters = await mastersOf(service)
  const { registryIndex, departments } = content
  const own = (name: OwnKey, text: string) => masters(GATEWAY, { text, context: contextOfOwn(name) })
  const rings = new Map<KeyDepartment, WrappedRing>()
  for (const code of KEY_DEPARTMENTS) {
    const keys = await Promise.all(departments[code].keys.map((entry) => wrapEntry(masters, code, entry)))
    rings.set(code, { current: departments[code].current, keys })
  }
  const ringOf = (code: KeyDepartment): WrappedRing => {
    const ring = rings.get(code)
    invariant(ring, 'every department was wrapped')
    return ring
  }
  const { id, algorithm } = registryIndex
  return {
    format: WRAPPED_FORMAT,
    departments: byDepartment(ringOf),
    registryIndex: { id, algorithm, ...(await own('registryIndex', registryIndex.key)) },
    childRef: await own('childRef', content.childRef),
    journalSubject: await own('journalSubject', content.journalSubject),
    cursor: await own('cursor', content.cursor),
    ...(content.recipients ? { recipients: content.recipients } : {}),
  }
}

async function wrapEntry(wrap: Wrap, code: KeyDepartment, entry: KeyEntry): Promise<WrappedKeyEntry> {
  const { id, algorithm, key, macKey = '', notAfter } = entry
  const bytes = Buffer.concat([Buffer.from(key, 'base64url'), Buffer.from(macKey, 'base64url')])
  const wrapped = await wrap(code, { text: bytes.toString('base64url'), context: contextOfData(code, entry) })
  return { id, algorithm, ...wrapped, ...(notAfter === undefined ? {} : { notAfter }) }
}

type Wrap = (holder: KeyHolder, of: { readonly text: string; readonly context: string }) => Promise<Wrapped>

async function mastersOf(service: KeyService): Promise<Wrap> {
  const masters = await service.list()
  return async (holder, { text, context }) => {
    const master = masters.find((key) => key.holder === holder && key.current)
    if (!master) throw new Error(`the key service has no current master key for ${holder}`)
    return { master: master.id, wrapped: await service.wrap(master.id, Buffer.from(text, 'base64url'), context) }
  }
}
