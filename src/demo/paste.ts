// What the demo prints when it is ready: what runs, how to get a token, and requests to paste.

import { DEMO_LOGINS } from './accounts.ts'
import type { CityManifest } from './city.ts'
import { DEMO_QUESTIONS, type DemoQuestion, sentText } from './questions.ts'

export interface Running {
  readonly gatewayUrl: string
  readonly issuer: string
  /** Of the bureaux, by the bureau's name. */
  readonly services: readonly { readonly name: string; readonly url: string }[]
  readonly database: string
  readonly manifest: CityManifest
}

export function readyLines({ gatewayUrl, issuer, services, database, manifest }: Running): string[] {
  const { children, disadvantaged, weights, day } = manifest
  return [
    '',
    `Hutong is running with ${children} invented children, ${disadvantaged} of them disadvantaged (${weights} weights), on ${day}.`,
    '',
    `  gateway             ${gatewayUrl}/graphql`,
    `  identity provider   ${issuer}`,
    ...services.map(({ name, url }) => `  ${`${name} service`.padEnd(19)} ${url}`),
    `  database            ${database}`,
    '',
    'Children, accounts and keys are the demo’s: nobody is real, and no secret here means anything.',
    '',
    'A fresh token, good for ten minutes:',
    '',
    '  npm run --silent token -- --as hospital',
    '',
    `  accounts: ${DEMO_LOGINS.map(({ key }) => key).join(', ')}`,
    '',
    'Paste into another terminal, in this folder:',
    ...DEMO_QUESTIONS.flatMap((question) => ['', `# ${question.asks}`, curlFor(question, gatewayUrl)]),
    '',
    'Who saw what: npm run --silent hutong -- journal show --last 4',
    '',
  ]
}

/** A request for a POSIX shell. */
export function curlFor(question: DemoQuestion, gatewayUrl: string): string {
  const { as, purpose, caseNumber, variables } = question
  const body = JSON.stringify({ query: sentText(question), variables })
  return [
    `curl -s ${gatewayUrl}/graphql`,
    `  -H "Authorization: Bearer $(npm run --silent token -- --as ${as})"`,
    `  -H 'Content-Type: application/json'`,
    `  -H 'X-Purpose: ${purpose}'`,
    ...(caseNumber === undefined ? [] : [`  -H 'X-Case: ${caseNumber}'`]),
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join(' \\\n')
}
