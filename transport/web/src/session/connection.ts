import { isIdentity } from '../context.js'
import { Failure } from '../errors.js'
import { get, maybe, message, text } from './fields.js'

/** Connection is what a connection file says (§8.1). Mirrors are not asked: every file comes from the platform. */
export interface Connection {
  url: URL
  platform: string
  advertiser: string
  logKey?: string
  serverCA?: string
  serverName?: string
  clientCertificate?: string
  clientKey?: string
}

const names = ['format', 'url', 'platform', 'advertiser', 'log_key', 'server_ca', 'server_name', 'mirrors', 'client_certificate', 'client_key']

const bad = (what: string): Failure => new Failure('bad_connection', `the connection file ${what}`)

/** parseConnection reads the text of a connection file. */
export function parseConnection(body: string): Connection {
  const from = message(body, 'connection file')
  for (const name of Object.keys(from)) if (!names.includes(name)) throw bad('has a member that there is not')
  if (get(from, 'format', text) !== 'blindmatch-connection-v1') throw bad('has another format')
  const url = get(from, 'url', text)
  if (!/^https:\/\/[^/?#@]+(\/[^?#]*)?$/.test(url) || !URL.canParse(url)) {
    throw bad('has a URL that is not https://HOST[:PORT][/PREFIX]')
  }
  const platform = get(from, 'platform', text)
  const advertiser = get(from, 'advertiser', text)
  if (!isIdentity(platform) || !isIdentity(advertiser)) throw bad('has a malformed identity')
  const optional = {
    logKey: maybe(from, 'log_key', text),
    serverCA: maybe(from, 'server_ca', text),
    serverName: maybe(from, 'server_name', text),
    clientCertificate: maybe(from, 'client_certificate', text),
    clientKey: maybe(from, 'client_key', text),
  }
  if ((optional.clientCertificate === undefined) !== (optional.clientKey === undefined)) {
    throw bad('has a certificate without its key, or the other way round')
  }
  const given = Object.entries(optional).filter(([, value]) => value !== undefined)
  return { url: new URL(url), platform, advertiser, ...Object.fromEntries(given) }
}
