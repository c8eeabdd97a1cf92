// The demo's identity provider: a real OpenID Connect server in its own process, with one confidential client per demo
// account. It has no login page; a client's credentials are exchanged for a ten-minute access token of one role.
import { createECDH, hkdfSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, {
  type Adapter,
  type ClientMetadata,
  type Configuration,
  errors,
  type JWK,
  type ResourceServer,
} from 'oidc-provider'
import { DEMO_AUDIENCE, DEMO_LOGINS, type DemoLogin, demoClientSecret } from './accounts.ts'

const TOKEN_LIFE_SECONDS = 10 * 60
const LOOPBACK = '127.0.0.1'

export interface OidcProviderSettings {
  /** 0 takes any free port. */
  readonly port: number
  /** The same seed gives the same signing key, so that tokens outlive a restart. */
  readonly seed: string
}

export interface RunningOidcProvider {
  readonly issuer: string
  stop(): Promise<void>
}

/** Listens on loopback only: the accounts' secrets are known to every reader of this code. */
export async function startOidcProvider(settings: OidcProviderSettings): Promise<RunningOidcProvider> {
  const server = createServer()
  server.listen(settings.port, LOOPBACK)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const issuer = `http://${LOOPBACK}:${port}`
  const provider = new Provider(issuer, configuration(settings.seed))
  server.on('request', provider.callback())
  return { issuer, stop: () => close(server) }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

function configuration(seed: string): Configuration {
  return {
    adapter: () => NOTHING_STORED,
    clients: DEMO_LOGINS.map(({ key, clientId }) => confidentialClient(clientId, demoClientSecret(key))),
    jwks: { keys: [signingKey(seed)] },
    cookies: { keys: [Buffer.from(derive(seed, 'cookies')).toString('hex')] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => DEMO_AUDIENCE,
        getResourceServerInfo: (_context, resource) => gatewayAsResource(resource),
      },
    },
    extraTokenClaims: (context, token) =>
      extraClaims('clientId' in token ? token.clientId : undefined, context.oidc.body?.conversation),
    // A client's token is about the client itself, but a program's is about the person it acts for.
    formats: {
      customizers: {
        jwt: (_context, _token, { payload }) => {
          Object.assign(payload ?? {}, { sub: loginOf(String(payload?.client_id))?.subject })
        },
      },
    },
  }
}

// Clients are constant and tokens are signed: there is nothing to keep, and nothing is lost by a restart.
const NOTHING_STORED: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
}

function gatewayAsResource(resource: string): ResourceServer {
  if (resource !== DEMO_AUDIENCE) throw new errors.InvalidTarget('there is one resource here, the gateway')
  return {
    scope: '',
    audience: DEMO_AUDIENCE,
    accessTokenTTL: TOKEN_LIFE_SECONDS,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  }
}

function confidentialClient(id: string, secret: string): ClientMetadata {
  return {
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  }
}

function loginOf(clientId: string | undefined): DemoLogin | undefined {
  return DEMO_LOGINS.find((each) => each.clientId === clientId)
}

/** A program names its conversation when it asks for a token; one that names none begins a new one. */
function extraClaims(clientId: string | undefined, conversation: unknown): Record<string, string | object> | undefined {
  const login = loginOf(clientId)
  if (!login) return undefined
  const { role, purposes, actor } = login
  const claims = { role, purposes: [...purposes] }
  if (actor === null) return claims
  return {
    ...claims,
    act: { sub: actor },
    conversation: typeof conversation === 'string' ? conversation : randomUUID(),
  }
}

function signingKey(seed: string): JWK {
  const privateKey = Buffer.from(derive(seed, 'signing key'))
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(privateKey)
  // An uncompressed point: one byte of form, then x and y of 32 bytes each.
  const point = curve.getPublicKey()
  return {
    kty: 'EC',
    crv: 'P-256',
    alg: 'ES256',
    use: 'sig',
    kid: 'demo-es256',
    d: privateKey.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
}

function derive(seed: string, use: string): ArrayBuffer {
  return hkdfSync('sha256', seed, 'hutong demo oidc provider', use, 32)
}
