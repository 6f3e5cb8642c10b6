/** An election's picture. Browsers show a blob of PNG, JPEG or WebP by its first bytes, and never one of SVG. */
import { useEffect, useState } from "preact/hooks";

export function Picture({ bytes, label }: { readonly bytes: Uint8Array; readonly label: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as BlobPart]));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url ? <img class="picture" src={url} alt={label} /> : null;
}
