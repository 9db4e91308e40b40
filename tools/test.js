// Runs the tests of every module, and says what runs, how long that usually takes on two cores, and after eight seconds
// without a line, that it still does. "npm test" starts it.
'use strict';
const { spawn } = require('node:child_process');

const parts = [
  {
    name: 'the app and its constructs',
    takes: 'about a minute; the first time, the CDK is compiled, which takes one to four minutes more',
    command: ['go', 'test', './...'],
  },
  { name: 'the sample app', takes: 'a few seconds', command: ['go', 'test', '-C', 'sampleapp', './...'] },
  {
    name: 'the rehearsal',
    takes: 'about two minutes; the first time, two minutes more',
    command: ['go', 'test', '-C', 'rehearsal', './...'],
  },
];
const patience = 8_000;

// seconds is the time since a begin.
const seconds = begin => `${Math.round((Date.now() - begin) / 1000)} s`;

// run runs a part, and resolves to its exit status.
function run(part, number) {
  console.log(`Testing ${part.name} (${number} of ${parts.length}), which takes ${part.takes}: ${part.command.join(' ')}`);
  const begin = Date.now();
  const waiting = setInterval(() => console.log(`... still testing ${part.name}, for ${seconds(begin)} so far`), patience);
  const [program, ...args] = part.command;
  const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'pipe'] });
  for (const output of ['stdout', 'stderr']) {
    child[output].on('data', text => {
      waiting.refresh();
      process[output].write(text);
    });
  }
  return new Promise(resolve => {
    child.on('error', error => {
      clearInterval(waiting);
      console.error(`${program} does not run: ${error.message}; install it as the README says`);
      resolve(1);
    });
    child.on('close', status => {
      clearInterval(waiting);
      console.log(`${status === 0 ? 'Tested' : 'Failed:'} ${part.name} (${seconds(begin)})\n`);
      resolve(status ?? 1);
    });
  });
}

(async () => {
  for (const [index, part] of parts.entries()) {
    const status = await run(part, index + 1);
    if (status !== 0) {
      process.exit(status);
    }
  }
})();
