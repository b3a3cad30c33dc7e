import type { SystemTemplate } from './system-template.ts';

export const postgres: SystemTemplate = {
  name: 'postgres',
  displayName: 'PostgreSQL',
  description: 'A PostgreSQL 18 server with a volume of its own, reachable inside the cluster by password.',
  category: 'database',
  image: 'postgres:18-alpine',
  containerPort: 5432,
  healthCheckPath: '/',
  envVars: [
    {
      name: 'POSTGRES_PASSWORD',
      label: 'Password',
      description: 'Of the database user; it is set when the volume is still empty.',
      type: 'string',
      required: true,
      secret: true,
      maxLength: 100,
      pattern: '[!-~]{8,100}',
    },
    {
      name: 'POSTGRES_USER',
      label: 'User',
      description: 'Name of the database user.',
      type: 'string',
      default: 'postgres',
      required: true,
      pattern: '[a-z_][a-z0-9_]{0,62}',
    },
    {
      name: 'STORAGE',
      label: 'Storage',
      description: 'Size of the volume.',
      type: 'enum',
      default: '1Gi',
      required: true,
      options: ['1Gi', '5Gi', '10Gi', '50Gi'],
    },
  ],
  // Uid 70 is the image's own user; initdb refuses to run as root.
  spec: String.raw`services:
  - name: db
    image: postgres:18-alpine
    runAsUser: 70
    command:
      - sh
      - -c
      - |
        set -e
        umask 077
        address="$POD_IP"
        [ -n "$address" ] || address=0.0.0.0
        # Made beside its place and moved, so that a start which was cut short leaves nothing that looks complete.
        if [ ! -d "$PGDATA" ]; then
          fresh="$PGDATA.new"
          rm -rf "$fresh"
          printf '%s\n' "$POSTGRES_PASSWORD" > "$fresh.password"
          initdb -D "$fresh" -U "$POSTGRES_USER" --pwfile="$fresh.password" --auth=scram-sha-256 --encoding=UTF8 --no-locale
          rm -f "$fresh.password"
          echo 'host all all all scram-sha-256' >> "$fresh/pg_hba.conf"
          mv "$fresh" "$PGDATA"
        fi
        unset POSTGRES_PASSWORD
        exec postgres -D "$PGDATA" -c listen_addresses="$address" -c unix_socket_directories=
    env:
      - { name: PGDATA, value: /var/lib/postgresql/data/pgdata }
    ports:
      - name: postgres
        containerPort: 5432
    volumes:
      - { name: data, mountPath: /var/lib/postgresql/data, size: '{{STORAGE}}' }
    resources:
      requests: { cpu: 100m, memory: 128Mi }
      limits: { cpu: '1', memory: 512Mi }
    readinessProbe: { port: postgres, periodSeconds: 2, failureThreshold: 3, initialDelaySeconds: 1 }
    terminationGracePeriodSeconds: 30
ingresses: []
`,
};
