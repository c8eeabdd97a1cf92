// The demo's identity provider as a child process whose clock stands at the tests' moment, so that its tokens are valid
// for a gateway on the tests' FixedClock however long the tests take.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { fetchToken } from '../../src/commands/token.ts'

export const TEST_MOMENT = '2026-11-23T10:00:00+08:00'

export interface TestOidc {
  readonly issuer: string
  /** A token of a demo account; one and the same each time it is asked for. */
  tokenFor(accountKey: string): Promise<string>
  stop(): Promise<void>
}

const PROVIDER = fileURLToPath(new URL('../../src/demo/serve-oidc.ts', import.meta.url))
const SHIFTED_DATE = new URL('./shifted-date.ts', import.meta.url).href

export async function startTestOidc(): Promise<TestOidc> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', SHIFTED_DATE, PROVIDER, '--port', '0', '--seed', 'tests'],
    {
      env: { ...process.env, HUTONG_TEST_DATE: TEST_MOMENT, HUTONG_TEST_DATE_STANDS: '1' },
      // The channel tells the child when this process is gone, even if nobody stopped it.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  )
  const issuer = await readyIssuer(child)
  const tokens = new Map<string, Promise<string>>()
  return {
    issuer,
    tokenFor(accountKey) {
      const token = tokens.get(accountKey) ?? fetchToken(issuer, accountKey)
      tokens.set(accountKey, token)
      token.catch(() => tokens.delete(accountKey))
      return token
    },
    stop: () => stop(child),
  }
}

async function readyIssuer(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the provider has no output to read')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue
    const { issuer } = JSON.parse(line) as { issuer: string }
    child.stdout.resume()
    return issuer
  }
  throw new Error('the provider ended before it was ready')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
