// The alternative: node:http and pg, the same four reads by named prepared statements, and nothing else: no token, no
// policy, no masks, no limits, no journal. What a gateway costs is what it adds to this.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closePools, openPool } from '../src/database/pool.ts'
import { blindIndex } from '../src/masking/blind-index.ts'
import { readKeyFile } from '../src/masking/key-file.ts'
import { openerFor } from '../src/masking/sealed-cell.ts'
import { childSettings } from './child.ts'
import type { GatewaySettings } from './gateway-process.ts'

const RELATION = `
  select c.id, c.adult_on, r.valid_from, r.valid_to,
    (select jsonb_object_agg(l.department, l.subject_key) from registry.source_link l where l.child_id = c.id) as keys
  from registry.identifier i
  join registry.identifier n on n.child_id = i.child_id and n.kind = 'NAME' and n.blind_index = $2 and n.superseded_at is null
  join registry.child c on c.id = i.child_id
  join registry.encounter r on r.child_id = c.id and r.organisation_id = $3 and r.unit = $4 and r.number = $5 and r.superseded_at is null
  where i.kind = 'CITIZEN_ID' and i.blind_index = $1 and i.superseded_at is null`
const OUTCOMES = `
  select kind, value, valid_from, valid_to from registry.outcome where child_id = $1 and superseded_at is null`
const COVER = `select f.as_of, c.scheme, c.cover_from, c.cover_to from insurance.freshness f left join insurance.cover c on c.subject_key = $1`
const NAME = `select f.as_of, p.name_sealed from public_security.freshness f left join public_security.person p on p.subject_key = $1`

childSettings<GatewaySettings>(async ({ registry, departments, keyFile }) => {
  const keys = await readKeyFile(keyFile)
  const open = (url: string) => openPool(url, { max: 10, applicationName: 'hutong bench bare' })
  const pools = { registry: open(registry), YBJ: open(departments.YBJ), GAJ: open(departments.GAJ) }
  const opener = openerFor(keys.departments.GAJ, 'public_security.person.name_sealed', undefined, '2026-01-01')

  async function answer(
    body: { variables: { subject: { citizenId: string; fullName: string } } },
    encounter: string,
  ): Promise<unknown> {
    const { citizenId, fullName } = body.variables.subject
    const indexes = [
      blindIndex(keys.registryIndex, 'CITIZEN_ID', citizenId),
      blindIndex(keys.registryIndex, 'NAME', fullName),
    ]
    const values = [...indexes, '1233019999000HA17Y', 'SETTLEMENT', encounter]
    const related = await pools.registry.query({ name: 'relation', text: RELATION, values })
    const child = related.rows[0]
    if (!child) return { status: 'NONE_CONFIRMED' }
    const [outcomes, cover, name] = await Promise.all([
      pools.registry.query({ name: 'outcomes', text: OUTCOMES, values: [child.id] }),
      pools.YBJ.query({ name: 'cover', text: COVER, values: [child.keys.YBJ ?? null] }),
      pools.GAJ.query({ name: 'name', text: NAME, values: [child.keys.GAJ ?? null] }),
    ])
    const isCovered = outcomes.rows.some((row) => row.kind === 'CATEGORY' || row.kind === 'HOUSEHOLD_AID')
    return {
      status: isCovered ? 'CONFIRMED' : 'NONE_CONFIRMED',
      cover: cover.rows[0],
      displayName: opener(name.rows[0]?.name_sealed ?? null, String(child.keys.GAJ)),
    }
  }

  const server = createServer((incoming, outgoing) => {
    read(incoming)
      .then((text) => answer(JSON.parse(text), String(incoming.headers['x-case'])))
      .then((data) => {
        const text = JSON.stringify({ data })
        outgoing
          .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
          .end(text)
      })
      .catch(() => outgoing.writeHead(500).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await closePools()
    },
  }
})

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
