#!/usr/bin/env node
const NEEDED = 24;
const [major] = process.versions.node.split('.');

if (Number(major) < NEEDED) {
  console.error(`deepdecipher needs Node ${NEEDED} or newer; this is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  const { runCommand } = await import('./commands/program.ts');
  process.exitCode = await runCommand(process.argv);
}

export {};
