// How a gateway of the platform signs what it hands on to a service behind it, written from its public description.
import { createHash, createHmac } from 'node:crypto'

export interface Handing {
  readonly method: string
  readonly path: string
  /** By the names that are sent, all of them signed. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface GatewayKey {
  readonly id: string
  readonly secret: string
  readonly hash?: 'sha256' | 'sm3'
}

/** The headers as they are sent on, with those of the signature. */
export function signedBy({ id, secret, hash = 'sha256' }: GatewayKey, handing: Handing): Record<string, string> {
  const { method, path, body } = handing
  const headers = { ...handing.headers, 'X-Ca-Proxy-Signature-Secret-Key': id }
  const names = Object.keys(headers).sort()
  const md5 = body === '' ? '' : createHash('md5').update(body).digest('base64')
  const lines = names.map((name) => `${name.toLowerCase()}:${headers[name as keyof typeof headers]}\n`).join('')
  const signature = createHmac(hash, secret).update(`${method}\n${md5}\n${lines}${path}`).digest('base64')
  return { ...headers, 'X-Ca-Proxy-Signature-Headers': names.join(','), 'X-Ca-Proxy-Signature': signature }
}
