import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/**
 * The folder in which programs of this user keep pages, so that what one has seen the others have, too: what the environment
 * variable `DEEPDECIPHER_CACHE` names, else `deepdecipher` where the system has its caches. It need not exist.
 */
export function cacheFolder(): string {
  return process.env.DEEPDECIPHER_CACHE || path.join(systemCaches(), 'deepdecipher');
}

function systemCaches(): string {
  switch (process.platform) {
    case 'darwin':
      return path.join(homedir(), 'Library', 'Caches');
    case 'win32':
      return process.env.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local');
    default:
      return process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  }
}
