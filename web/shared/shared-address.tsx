/** Addresses at which a page shares its storage with strangers' pages: the path of an IPFS gateway, and files. */
import { useWords, Warning } from "./components.js";

/** Whether other pages can read what this one keeps in the browser. */
export const isShared = ({ protocol, pathname }: Pick<Location, "protocol" | "pathname">): boolean =>
  protocol === "file:" || /^\/ip[fn]s\//.test(pathname);

/** Says it. A Kubo on this machine gives each page an address of its own, at its name `localhost`. */
export function SharedAddress() {
  const { t } = useWords();
  if (!isShared(location)) return null;
  const { hostname, href } = location;
  return (
    <Warning>
      <p>{t("shared-address")}</p>
      {hostname === "127.0.0.1" && (
        <p>
          <a href={href.replace("127.0.0.1", "localhost")}>{t("shared-address-open")}</a>
        </p>
      )}
    </Warning>
  );
}
