import { createServer } from 'node:net';
import { UserError } from './run.mjs';

/** The port that `variable` names, or `fallback`; it must be free. */
export async function requireFreePort(variable, fallback, purpose) {
  const wanted = process.env[variable] ?? String(fallback);
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UserError(`${variable} is ${JSON.stringify(wanted)}; it must be a port from 1 to 65535.`);
  }
  const free = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  if (!free) {
    throw new UserError(
      `Port ${port}, meant for ${purpose}, is in use. Stop what uses it, or choose another: ${variable}=${port + 1} npm start`,
    );
  }
  return port;
}
