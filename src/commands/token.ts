// `hutong token --as hospital`: a fresh token of a demo account, from the running demo's own identity provider, so that
// curl and a GraphQL client can be tried at once.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { writableStateFolder } from '../database/state-folder.ts'
import { DEMO_AUDIENCE, DEMO_LOGINS, demoClientSecret, demoLogin } from '../demo/accounts.ts'
import { stateFileOf } from '../demo/state-file.ts'
import { readSettings } from '../settings.ts'

const NOT_RUNNING = 'no running demo found; start one with `npm run demo`'

/** What the running demo says about itself. */
export interface DemoState {
  readonly issuer: string
  readonly gatewayUrl: string
}

/** Exchanges the account's client credentials for an access token; a program's is for one conversation, a new one if unsaid. */
export async function fetchToken(issuer: string, accountKey: string, conversation?: string): Promise<string> {
  const { clientId, key } = demoLogin(accountKey)
  const configuration = await jsonFrom(await fetch(`${issuer}/.well-known/openid-configuration`))
  const credentials = Buffer.from(`${clientId}:${demoClientSecret(key)}`).toString('base64')
  const response = await fetch(text(configuration, 'token_endpoint'), {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: DEMO_AUDIENCE,
      ...(conversation === undefined ? {} : { conversation }),
    }),
  })
  return text(await jsonFrom(response), 'access_token')
}

/** Throws, with the way to start it, when no demo is running. */
export async function readDemoState(file: string): Promise<DemoState> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(NOT_RUNNING, { cause })
  })
  const state = asRecord(JSON.parse(content))
  return { issuer: text(state, 'issuer'), gatewayUrl: text(state, 'gatewayUrl') }
}

export function tokenCommand(program: Command): void {
  program
    .command('token')
    .description('print an access token of a demo account')
    .requiredOption('--as <account>', DEMO_LOGINS.map(({ key }) => key).join(', '))
    .option('--conversation <name>', 'for an agent: go on with this conversation (default: a new one)')
    .option('--state <file>', "the running demo's state file (default: the one in HUTONG_STATE_FOLDER)")
    .action(async (options: { as: string; conversation?: string; state?: string }) => {
      const { issuer } = await readDemoState(options.state ?? (await stateFile()))
      // What fetch throws when nobody listens; a demo that was killed leaves its file behind.
      const token = await fetchToken(issuer, options.as, options.conversation).catch((cause: unknown) => {
        if (cause instanceof TypeError) throw new Error(NOT_RUNNING, { cause })
        throw cause
      })
      process.stdout.write(`${token}\n`)
    })
}

async function stateFile(): Promise<string> {
  return stateFileOf(await writableStateFolder(readSettings().stateFolder))
}

async function jsonFrom(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(`identity provider answered with status ${response.status}`)
  return asRecord(body)
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('expected a JSON object')
  return { ...value }
}

function text(record: Record<string, unknown>, name: string): string {
  const value = record[name]
  if (typeof value !== 'string') throw new Error(`expected a text under ${name}`)
  return value
}
