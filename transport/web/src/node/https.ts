import { Agent, request as send } from 'node:https'
import type { Connection } from '../session/connection.js'
import { Unreachable, type Transport } from '../session/http.js'

/** httpsTransport is HTTP/1.1 over TLS 1.3, with the client certificate of a connection file. */
export function httpsTransport(connection: Connection): Transport & { close(): void } {
  const { url, serverCA, serverName, clientCertificate, clientKey } = connection
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 4,
    minVersion: 'TLSv1.3',
    ...(serverCA && { ca: serverCA }),
    ...(clientCertificate && { cert: clientCertificate }),
    ...(clientKey && { key: clientKey }),
    servername: serverName ?? url.hostname,
  })
  const prefix = url.pathname.replace(/\/$/, '')

  const transport: Transport = ({ method, path, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      const host = { hostname: url.hostname, port: url.port || 443, path: prefix + path }
      const req = send({ ...host, method, headers, agent, ...(signal && { signal }) }, (res) => {
        const parts: Buffer[] = []
        res.on('data', (part: Buffer) => parts.push(part))
        res.on('error', (cause) => reject(unreachable(cause)))
        res.on('end', () => {
          const names = Object.entries(res.headers).map(([name, value]) => [name, String(value)])
          const whole = new Uint8Array(Buffer.concat(parts))
          resolve({ status: res.statusCode ?? 0, headers: Object.fromEntries(names), body: whole })
        })
      })
      req.on('error', (cause) => reject(unreachable(cause)))
      req.setTimeout(60_000, () => req.destroy(new Error('no answer for a minute')))
      req.end(body)
    })
  return Object.assign(transport, { close: () => agent.destroy() })
}

function unreachable(cause: NodeJS.ErrnoException): Unreachable {
  const handshake = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO|ENOTFOUND|HOSTNAME|ABORT)/
  return new Unreachable(`the platform can't be reached: ${cause.code ?? cause.message}`, handshake.test(cause.code ?? ''))
}
