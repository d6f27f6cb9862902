import { isIP } from 'node:net';

/** Whether a host name or address, without port, always means this machine. IPv6 addresses may stand in brackets. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** The host of an `Origin` header with scheme http or https; `undefined` for anything else, such as `null`. */
export function hostOfOrigin(origin: string): string | undefined {
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === origin ? url.hostname : undefined;
}

/** The host of a `Host` header, without port and in lower case; `undefined` if it is none. */
export function hostOfHeader(header: string): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]]+)(?::\d+)?$/i.exec(header) ?? [];
  return name?.toLowerCase();
}
