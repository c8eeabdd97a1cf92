// The house rules that a compiler does not keep: rooms import only what comes before them on the line, pure rooms stay
// pure, the clock and the environment are each read in one place, the published schema is fresh.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildGatewaySchema, catalogueOf, printGatewaySchema } from '../src/schema.ts'

const LINE = ['request', 'identity', 'policy', 'plan', 'departments', 'masking', 'audit', 'reply']
// Beside the walk and used by it; they import anything of the line but the door and the reply.
const BESIDE = [
  'registry',
  'eligibility',
  'questions',
  'answers',
  'disclosure',
  'statistics',
  'reference',
  'operations',
  'agents',
  'deputies',
  'corrections',
  'transfers',
  'reports',
  'assessments',
  'choices',
  'approvals',
  'consents',
  'settlement',
  'quality',
  'classification',
  'worklists',
  'limits',
  'activation',
  'emergency',
  'notices',
  'linking',
  'spreadsheets',
  'intake',
  'rolls',
  'keys',
]
// Below every room.
const GROUND = [
  'act-walk.ts',
  'catalogue',
  'database',
  'clock.ts',
  'document-id.ts',
  'errors.ts',
  'file-mode.ts',
  'schema.ts',
  'secret-file.ts',
  'programs.ts',
  'rooms.ts',
  'setting-values.ts',
  'settings.ts',
  'uuid.ts',
  'bounded-day.ts',
  'bounded-text.ts',
]
// Declarations that a room may use although they do not lie before it, each for its reason.
const ALSO: Readonly<Record<string, readonly string[]>> = {
  // What is refused at the door is worded by the one table that words all errors.
  request: ['reply/errors.ts'],
  // The roster's tables stand in the registry's database; a document of settings is read, and its faults are told, like a policy; what reads as
  // an identity number is known in one place.
  identity: ['registry/tables.ts', 'policy/fault.ts', 'policy/read-yaml.ts', 'masking/citizen-id.ts'],
  // Each department is an edge of the registry's Child.
  departments: ['registry/types.ts'],
  // The databases and the readers' roles follow from the one list of departments.
  database: ['departments/departments.ts'],
  // So do the settings of their services.
  'settings.ts': ['departments/departments.ts'],
}
// They put rooms together and see all of them.
const ABOVE = [
  'commands',
  'workbench',
  'doctor',
  'demo',
  'city',
  'main.ts',
  'gateway.ts',
  'follow.ts',
  'fulfil.ts',
  'walkers.ts',
  'parts.ts',
  'signalled.ts',
]

interface SourceFile {
  readonly name: string
  readonly room: string
  readonly text: string
  /** Files or packages that are imported as values; types leave no trace at run time. */
  readonly imports: readonly string[]
}

function sourceFiles(folder = 'src'): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8')
      return { name, room: roomOf(name), text, imports: [...importsOf(name, text)] }
    })
}

function* importsOf(name: string, text: string): Generator<string> {
  for (const [, what = '', from = ''] of text.matchAll(/^(?:import|export) ([^;'"]*?)from '([^']+)'/gms)) {
    if (what.startsWith('type ') || isTypesOnly(what)) continue
    yield from.startsWith('.') ? path.join(path.dirname(name), from) : from
  }
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? ''
}

function isTypesOnly(what: string): boolean {
  const named = /^\{([\s\S]*)\}\s*$/.exec(what.trim())?.[1]?.split(',') ?? ['a value']
  return named.every((one) => one.trim() === '' || one.trim().startsWith('type '))
}

const FILES = sourceFiles()
const ROOMS = new Set([...LINE, ...BESIDE, ...GROUND, ...ABOVE])

describe('a room on the line', () => {
  it.each(LINE)('%s imports only itself, rooms before it, and what lies below', (room) => {
    const allowed = new Set([...LINE.slice(0, LINE.indexOf(room) + 1), ...GROUND])
    for (const file of FILES.filter((each) => each.room === room)) {
      for (const imported of file.imports.filter((each) => ROOMS.has(roomOf(each)))) {
        const isAllowed = allowed.has(roomOf(imported)) || ALSO[room]?.includes(imported) === true
        expect(isAllowed, `${file.name} imports ${imported}`).toBe(true)
      }
    }
  })
})

describe('what lies beside and below the line', () => {
  it('never imports the door, the reply or what puts rooms together', () => {
    const above = new Set(['request', 'reply', ...ABOVE])
    for (const file of FILES.filter((each) => [...BESIDE, 'catalogue', 'database'].includes(each.room))) {
      for (const imported of file.imports)
        expect(above.has(roomOf(imported)), `${file.name} imports ${imported}`).toBe(false)
    }
  })

  it.each(['catalogue', 'database', 'settings.ts'])('%s imports no room but what it is allowed by name', (ground) => {
    const rooms = new Set([...LINE, ...BESIDE])
    for (const file of FILES.filter((each) => each.room === ground)) {
      const used = file.imports.filter((each) => rooms.has(roomOf(each)) && ALSO[ground]?.includes(each) !== true)
      expect(used, file.name).toEqual([])
    }
  })

  it('every folder and file of src has its place', () => {
    for (const file of FILES) expect(ROOMS.has(file.room), file.name).toBe(true)
  })
})

describe('policies come into force', () => {
  it('by one road: no room imports what opens, stores or signs a release', () => {
    for (const file of FILES.filter((each) => ![...ABOVE, 'activation'].includes(each.room))) {
      const used = file.imports.filter((each) => roomOf(each) === 'activation')
      expect(used, file.name).toEqual([])
    }
  })
})

describe('a pure room', () => {
  const EFFECTS = /^(pg|pg-copy-streams|undici|@apollo\/server|node:(fs|http|net|timers|child_process).*)$/
  // Each of these is named for the one effect it has.
  const RIM = new Set(['policy/read-policies.ts', 'masking/key-file.ts'])

  it.each([
    'policy',
    'plan',
    'masking',
    'linking',
    'disclosure',
  ])('%s knows no database, no network, no clock and no chance', (room) => {
    for (const file of FILES.filter((each) => each.room === room && !RIM.has(each.name))) {
      for (const imported of file.imports) expect(imported, file.name).not.toMatch(EFFECTS)
      expect(file.text, file.name).not.toMatch(/systemClock|Math\.random|randomUUID/)
    }
  })
})

describe('the outside world', () => {
  const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

  it('has its time read in clock.ts alone', () => {
    for (const file of FILES.filter((each) => each.name !== 'clock.ts')) {
      expect(withoutComments(file.text), file.name).not.toMatch(/Date\.now\(|new Date\(\)/)
    }
  })

  it('has its environment read in settings.ts alone', () => {
    for (const file of FILES.filter((each) => each.name !== 'settings.ts')) {
      expect(withoutComments(file.text), file.name).not.toMatch(/process\.env/)
    }
  })

  it('meets graphql-shield in one file', () => {
    const users = FILES.filter((file) => file.text.includes("'graphql-shield'")).map(({ name }) => name)
    expect(users).toEqual(['policy/shield.ts'])
  })
})

describe('the published schema', () => {
  const schema = buildGatewaySchema()

  it('is what the code prints', () => {
    expect(readFileSync('schema/hutong.graphql', 'utf8')).toBe(printGatewaySchema(schema))
  })

  it('shows the classification of every element as a directive', () => {
    const shown = printGatewaySchema(schema).match(/@item\(code: "/g) ?? []
    expect(shown).toHaveLength(catalogueOf(schema).size)
  })

  it('holds no word of what nobody may ask', () => {
    expect(printGatewaySchema(schema)).not.toMatch(/hiv|aids|艾滋|diagnos/i)
  })
})

describe('a newcomer', () => {
  it('finds a README in every room', () => {
    for (const room of readdirSync('src', { withFileTypes: true }).filter((each) => each.isDirectory())) {
      expect(readdirSync(path.join('src', room.name)), room.name).toContain('README.md')
    }
  })

  it('finds no file of more than 350 lines', () => {
    for (const file of FILES) expect(file.text.split('\n').length, file.name).toBeLessThan(350)
  })

  it('opens no file without being told why it is there', () => {
    for (const file of FILES) expect(file.text.startsWith('//') || file.text.startsWith('#!'), file.name).toBe(true)
  })
})
