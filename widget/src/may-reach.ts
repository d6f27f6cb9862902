const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a browser that shows the page at `page` may ask the API at `api` itself. A loopback address means the reader's
 * own machine: from a page of another machine (JupyterHub, a remote server) it would name the wrong one. Secure pages
 * may not ask over plain HTTP.
 */
export function mayReach(page: string, api: string): boolean {
  if (!URL.canParse(page) || !URL.canParse(api)) return false;
  const from = new URL(page);
  const to = new URL(api);
  if (!/^https?:$/.test(to.protocol)) return false;
  if (LOOPBACK.test(to.hostname)) return LOOPBACK.test(from.hostname);
  return to.protocol === 'https:' || from.protocol !== 'https:';
}
