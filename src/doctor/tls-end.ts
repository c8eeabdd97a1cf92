// Until when the certificate is good that a server shows; it is looked at here and trusted nowhere.
import { connect } from 'node:tls'
import { type Day, shanghaiDay } from '../clock.ts'

const TIMEOUT_MS = 3_000
const HTTPS_PORT = 443

/** Null for an address that is not https, and for a server that shows none. */
export async function tlsEnding(address: string): Promise<Day | null> {
  const url = URL.parse(address)
  if (url?.protocol !== 'https:') return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const validTo = await new Promise<string | null>((resolve) => {
    const socket = connect({
      host,
      port: Number(url.port || HTTPS_PORT),
      // A name only: an address is not allowed there.
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
    })
    const settle = (found: string | null): void => {
      socket.destroy()
      resolve(found)
    }
    socket.setTimeout(TIMEOUT_MS, () => settle(null))
    socket.once('error', () => settle(null))
    socket.once('secureConnect', () => settle(socket.getPeerX509Certificate()?.validTo ?? null))
  })
  return validTo === null ? null : shanghaiDay(new Date(validTo))
}
