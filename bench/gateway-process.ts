// The gateway under measurement, departments co-located.
import { createPostgresJournal } from '../src/audit/postgres-journal.ts'
import { systemClock } from '../src/clock.ts'
import { closePools, openPool } from '../src/database/pool.ts'
import { DEMO_AUDIENCE } from '../src/demo/accounts.ts'
import { byDepartment, type DepartmentCode } from '../src/departments/departments.ts'
import { createPostgresSource } from '../src/departments/postgres-source.ts'
import { createGateway } from '../src/gateway.ts'
import { createOidcProvider, providersByIssuer } from '../src/identity/identity-provider.ts'
import { readKeyFile } from '../src/masking/key-file.ts'
import { fixedPolicies } from '../tests/world/fixed-policies.ts'
import { childSettings } from './child.ts'

export interface GatewaySettings {
  readonly registry: string
  readonly journal: string
  readonly departments: Readonly<Record<DepartmentCode, string>>
  readonly keyFile: string
  readonly issuer: string
}

childSettings<GatewaySettings>(async (settings) => {
  const clock = systemClock
  const open = (url: string, max: number) =>
    openPool(url, { max, applicationName: 'hutong bench gateway', statementTimeoutMs: 5_000 })
  const source = (code: DepartmentCode) => createPostgresSource(open(settings.departments[code], 10))
  const journal = await createPostgresJournal({ pool: open(settings.journal, 2), clock, statementTimeoutMs: 5_000 })
  const gateway = await createGateway({
    clock,
    keys: await readKeyFile(settings.keyFile),
    activation: await fixedPolicies(),
    providers: providersByIssuer([createOidcProvider({ issuer: settings.issuer, audience: DEMO_AUDIENCE }, clock)]),
    registry: open(settings.registry, 10),
    sources: byDepartment(({ code }) => source(code)),
    journal,
    acceptSynthetic: true,
    log: () => undefined,
  })
  return {
    url: await gateway.listen(0, '127.0.0.1'),
    async stop() {
      await gateway.close()
      await journal.close()
      await closePools()
    },
  }
})
