"""Bodies of media types that schemathesis does not know go out as they are."""
import schemathesis


@schemathesis.serializer("application/cbor", "application/jsonl")
def as_it_is(ctx, value):
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", errors="surrogatepass")
