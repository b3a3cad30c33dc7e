import type { SystemTemplate } from './system-template.ts';

export const worker: SystemTemplate = {
  name: 'worker',
  displayName: 'Worker',
  description: 'A background process without a port: it does its round every few seconds and says so in its log.',
  category: 'worker',
  image: 'node:24-alpine',
  containerPort: null,
  healthCheckPath: '/',
  envVars: [
    {
      name: 'INTERVAL_SECONDS',
      label: 'Interval',
      description: 'Seconds between two rounds.',
      type: 'integer',
      default: '5',
      required: true,
      min: 1,
      max: 3600,
    },
    {
      name: 'MESSAGE',
      label: 'Message',
      description: 'What it logs each round.',
      type: 'string',
      default: 'still at work',
      required: false,
      maxLength: 200,
    },
  ],
  spec: String.raw`services:
  - name: worker
    image: node:24-alpine
    command:
      - node
      - -e
      - |
        const everyMs = Number(process.env.INTERVAL_SECONDS || 5) * 1000;
        let round = 0;
        const work = () => {
          round += 1;
          const at = new Date().toISOString();
          console.log(JSON.stringify({ at, level: 'info', message: process.env.MESSAGE || 'still at work', round }));
        };
        work();
        setInterval(work, everyMs);
        process.on('SIGTERM', () => {
          console.log(JSON.stringify({ level: 'info', message: 'stopping', round }));
          process.exit(0);
        });
    resources:
      requests: { cpu: 20m, memory: 32Mi }
      limits: { cpu: 200m, memory: 128Mi }
    terminationGracePeriodSeconds: 5
ingresses: []
`,
};
