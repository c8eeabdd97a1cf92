// One small JSON document over HTTP, from an issuer that may be slow, down or hostile: bounded in time and in size.

const TIMEOUT_MS = 3_000
const MAX_BYTES = 256 * 1024

/** Fails on any status but 200, on a redirect, after three seconds, or beyond 256 KiB. */
export async function fetchJson(url: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await boundedText(response)
  if (response.status !== 200) throw new Error(`issuer answered with status ${response.status}`)
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('issuer sent no JSON object')
  return { ...value }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_BYTES) throw new Error('issuer sent too much')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
