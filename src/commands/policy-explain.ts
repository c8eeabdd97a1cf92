// `hutong policy explain`: one decision, or every decision of one operation, in plain words.
import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parse } from 'graphql'
import { isDay, shanghaiDay, systemClock } from '../clock.ts'
import { adviceFor } from '../policy/nearest.ts'
import { CONDITIONS } from '../policy/policy.ts'
import { readSettings } from '../settings.ts'
import type { Desk } from '../workbench/desk.ts'
import type { Language } from '../workbench/explain-words.ts'
import type { Holding } from '../workbench/treatment.ts'

interface Options {
  readonly role?: string
  readonly purpose?: string
  readonly field?: string
  readonly use: string
  readonly operation?: string
  readonly variables?: string
  readonly where: Holding
  readonly today?: string
  readonly lang: Language
  readonly json?: boolean
}

export function policyExplainCommand(policy: Command): void {
  policy
    .command('explain')
    .description(
      'say why a role sees what it sees of a field for a purpose, and what it would take; or who sees a field at all',
    )
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .option('--role <role>', 'a role of roles.yaml; left out with --field: everybody who has the field')
    .option('--purpose <purpose>', 'a purpose of purposes.yaml')
    .option('--field <coordinate>', 'a schema coordinate, such as CivilAffairs.categories')
    .addOption(
      new Option('--use <kind>', 'what is done with the field')
        .choices(['select', 'input', 'filter', 'sort', 'group'])
        .default('select'),
    )
    .option('--operation <file>', 'a GraphQL document instead of a field: every use it makes, and the first refusal')
    .option('--variables <file>', 'its variables, as JSON')
    .option('--where <condition=yes|no>', `what holds of the child: ${CONDITIONS.join(', ')}`, holding, {})
    .option('--today <day>', 'the day of the question (default: today)')
    .addOption(new Option('--lang <language>', 'zh or en').choices(['zh', 'en']).default(localeLanguage(), 'by locale'))
    .option('--json', 'print what bears on the decision as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 explained, 1 the policies do not compile or a file could not be read, 2 an unknown role, purpose, field or condition',
    )
    .action(async (folder: string | undefined, options: Options, command: Command) => {
      await run(folder ?? readSettings().policiesFolder, options, command)
    })
}

async function run(folder: string, options: Options, command: Command): Promise<void> {
  const { gatewayParts, layOut } = await import('../workbench/desk.ts')
  const { readPolicyFiles } = await import('../workbench/policy-files.ts')
  const desk = layOut((await readPolicyFiles(folder)).documents, gatewayParts())
  expectKnown(desk, options, command)
  const lines = options.operation ? await operationLines(desk, options) : await fieldLines(desk, options)
  process.stdout.write(`${lines.join('\n')}\n`)
}

function expectKnown({ vocabulary, catalogue }: Desk, options: Options, command: Command): void {
  const { role, purpose, field, operation, today } = options
  const fail = (message: string): never => command.error(message, { exitCode: 2 })
  if (today !== undefined && !isDay(today)) fail(`--today ${today}: no such day; write it as YYYY-MM-DD`)
  if (!operation && !field) fail('name a --field or an --operation')
  if (operation && !(role && purpose)) fail('an --operation needs --role and --purpose')
  if ((role === undefined) !== (purpose === undefined)) fail('--role and --purpose go together')
  if (role && !vocabulary.roles[role])
    fail(`--role ${role}: no such role; ${adviceFor(role, Object.keys(vocabulary.roles), 'see roles.yaml')}`)
  if (purpose && !vocabulary.purposes[purpose]) fail(`--purpose ${purpose}: no such purpose; see purposes.yaml`)
  if (field && !catalogue.has(field))
    fail(`--field ${field}: no such coordinate; ${adviceFor(field, catalogue.keys(), 'see schema/hutong.graphql')}`)
}

async function fieldLines(desk: Desk, options: Options): Promise<string[]> {
  const { explain, isUseKind, whoHas } = await import('../workbench/explain.ts')
  const { explanationInWords } = await import('../workbench/explain-words.ts')
  const { role, purpose, field: coordinate = '', use, where, lang } = options
  const kind = isUseKind(use) ? use : 'select'
  const today = options.today ?? shanghaiDay(systemClock.now())
  if (role === undefined || purpose === undefined) {
    const found = whoHas(desk, { kind, coordinate, today })
    if (options.json) return [JSON.stringify(found, null, 2)]
    return found.length === 0 ? ['–'] : found.map((each) => `${each.role} ${each.purpose}: ${each.treatment}`)
  }
  const explained = explain(desk, { role, purpose, coordinate, kind, today, where })
  return options.json ? [jsonOf(explained)] : explanationInWords(desk, explained, lang)
}

async function operationLines(desk: Desk, options: Options): Promise<string[]> {
  const { lookAt } = await import('../workbench/operation.ts')
  const { operationInWords } = await import('../workbench/explain-words.ts')
  const { role = '', purpose = '', operation = '', lang } = options
  const variables = options.variables
    ? (JSON.parse(await readFile(options.variables, 'utf8')) as Record<string, unknown>)
    : {}
  const today = options.today ?? shanghaiDay(systemClock.now())
  const question = { document: parse(await readFile(operation, 'utf8')), variables, role, purpose, today }
  const looked = lookAt(desk, question)
  if (!options.json) return operationInWords(desk, { question, looked }, lang)
  const { planned: _planned, ...shown } = looked
  return [JSON.stringify(shown, null, 2)]
}

// The entry holds the compiled view; what a reader wants of it is the document.
function jsonOf(explained: { readonly entry: { readonly file: string; readonly policy: unknown } | null }): string {
  const { entry, ...rest } = explained
  return JSON.stringify({ ...rest, entry: entry && { file: entry.file, policy: entry.policy } }, null, 2)
}

function holding(word: string, before: Holding): Holding {
  const [condition = '', answer = ''] = word.split('=', 2)
  if (!(CONDITIONS as readonly string[]).includes(condition) || !/^(yes|no)$/.test(answer)) {
    throw new InvalidArgumentError(
      `write condition=yes or condition=no, with a condition among ${CONDITIONS.join(', ')}`,
    )
  }
  return { ...before, [condition]: answer === 'yes' }
}

// The locale is what the operating system says; the environment itself is read in settings.ts alone.
function localeLanguage(): Language {
  return Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en'
}
