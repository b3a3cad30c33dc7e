import type { SystemTemplate } from './system-template.ts';

export const customImage: SystemTemplate = {
  name: 'custom-image',
  displayName: 'Your image',
  description: 'Any container image that serves HTTP on one port.',
  category: 'web',
  image: 'nginx:1.29-alpine',
  containerPort: 80,
  healthCheckPath: '/',
  envVars: [
    {
      name: 'IMAGE',
      label: 'Image',
      description: 'With registry and tag or digest, such as ghcr.io/acme/shop:1.4.2.',
      type: 'string',
      default: 'nginx:1.29-alpine',
      required: true,
      maxLength: 255,
    },
    {
      name: 'PORT',
      label: 'Port',
      description: 'On which the container serves HTTP; it is told by the variable PORT as well.',
      type: 'integer',
      default: '80',
      required: true,
      min: 1,
      max: 65_535,
    },
    {
      name: 'HEALTH_PATH',
      label: 'Health check path',
      description: 'Answered with a status below 400 when the app is ready.',
      type: 'string',
      default: '/',
      required: true,
      maxLength: 128,
      pattern: '/[!-~]*',
    },
  ],
  spec: String.raw`services:
  - name: app
    image: '{{IMAGE}}'
    ports:
      - name: http
        containerPort: '{{PORT}}'
    resources:
      requests: { cpu: 100m, memory: 128Mi }
      limits: { cpu: '1', memory: 512Mi }
    healthCheckPath: '{{HEALTH_PATH}}'
ingresses:
  - { id: app, name: app, service: app, port: '{{PORT}}' }
`,
};
