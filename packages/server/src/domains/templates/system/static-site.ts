import type { SystemTemplate } from './system-template.ts';

export const staticSite: SystemTemplate = {
  name: 'static-site',
  displayName: 'Static page',
  description: 'One HTML page, served as it is; change it in the configuration and it rolls out.',
  category: 'web',
  image: 'node:24-alpine',
  containerPort: 8080,
  healthCheckPath: '/healthz',
  envVars: [
    {
      name: 'PAGE',
      label: 'Page',
      description: 'The HTML of the page.',
      type: 'text',
      default: '<!doctype html>\n<title>My page</title>\n<h1>It works</h1>\n',
      required: true,
      maxLength: 30_000,
    },
  ],
  spec: String.raw`services:
  - name: site
    image: node:24-alpine
    command:
      - node
      - -e
      - |
        const http = require('node:http');
        const page = Buffer.from(process.env.PAGE || '');
        const server = http.createServer((request, response) => {
          if (request.url === '/healthz') return response.end('ok\n');
          const found = request.url.split('?')[0] === '/';
          response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
          response.end(found ? page : 'not found\n');
          console.log(JSON.stringify({ level: 'info', message: 'request', path: request.url, status: found ? 200 : 404 }));
        });
        server.listen(8080, process.env.POD_IP || '0.0.0.0', () => console.log('{"level":"info","message":"listening"}'));
        process.on('SIGTERM', () => setTimeout(() => server.close(() => process.exit(0)), 1500));
    ports:
      - name: http
        containerPort: 8080
    resources:
      requests: { cpu: 20m, memory: 64Mi }
      limits: { cpu: 200m, memory: 128Mi }
    readinessProbe: { path: /healthz, periodSeconds: 1, failureThreshold: 3 }
    terminationGracePeriodSeconds: 10
ingresses:
  - { id: site, name: site, service: site, port: 8080 }
`,
};
