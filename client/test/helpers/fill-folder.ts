// Writes pages into the folder store that the first argument names, then says how it went on standard output. With a fourth
// argument it gives up root's rights first, to which no folder is closed.
import { folderStore } from '../../src/node/folder-store.ts';

const [folder = '', name = '', count = '0', asNobody] = process.argv.slice(2);
if (asNobody && process.getuid?.() === 0) process.setuid?.(65_534);
const store = folderStore(folder, { maxBytes: 2 ** 20 });
try {
  for (let index = 0; index < Number(count); index += 1) {
    const body = JSON.stringify({ name, index, filling: name.repeat(1000) });
    await store.set(`/shared/${index % 10}`, { body, etag: `${name}${index}`, checkedAt: index });
    await store.get(`/shared/${(index + 5) % 10}`);
  }
  console.log('written');
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : String(error));
}
