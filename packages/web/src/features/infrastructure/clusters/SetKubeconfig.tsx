import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setKubeconfig } from '../../../api/cluster-access.ts';
import type { ClusterPlace } from '../../../api/clusters.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';
import { setKubeconfigAction } from './cluster-actions.ts';

interface SetKubeconfigProps {
  readonly place: ClusterPlace;
  readonly name: string;
  readonly onClose: () => void;
}

const paths = ['kubeconfig'];

export function SetKubeconfig({ place, name, onClose }: SetKubeconfigProps) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  return (
    <FormDialog
      title={`Set the kubeconfig of ${name}`}
      description="One context, with a server by HTTPS and a token or a certificate in the file itself."
      size="large"
      action="Set"
      attempt="The kubeconfig could not be kept"
      canSubmit={text.trim() !== ''}
      paths={paths}
      onSubmit={() => setKubeconfig(queries, place, text)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field label="File" hint="Read by this page, and shown below before it is sent.">
            {(control) => (
              <input
                {...control}
                type="file"
                className="block w-full text-[13px]"
                onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
              />
            )}
          </Field>
          <Field label="Kubeconfig" required error={problemAt('kubeconfig')} hint="It takes the place of the one that is kept.">
            {(control) => (
              <TextArea
                {...control}
                rows={10}
                autoComplete="off"
                placeholder={'apiVersion: v1\nkind: Config'}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <ShowAs action={setKubeconfigAction(place, name)} />
        </>
      )}
    </FormDialog>
  );
}
