package ai.openclaw.xmpp.onboarding;

/** A certificate to be read; nobody has its key. */
final class Certificates {

    private Certificates() {}

    static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBiDCCAS+gAwIBAgIUTW3XqcSoY+HlTZBKJC5zxSBuY6MwCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOVGVzdCBBdXRob3JpdHkwIBcNMjYxMTI0MTUwMzMxWhgPMjEy
            NjEwMzExNTAzMzFaMBkxFzAVBgNVBAMMDlRlc3QgQXV0aG9yaXR5MFkwEwYHKoZI
            zj0CAQYIKoZIzj0DAQcDQgAEk3YjUYcYIX463EUeWWr88U1SuJsoQxLUSx49STkL
            i4SOoVtgr8CT5gMPEUq7noiEoNZrmiBqVJ3vIqe+SHYPlqNTMFEwHQYDVR0OBBYE
            FKwhRrLXxhUv2XGgVUQhnr3Jnpo3MB8GA1UdIwQYMBaAFKwhRrLXxhUv2XGgVUQh
            nr3Jnpo3MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgJkIYXuJQ
            nenkvyWpuwmXPtMAJRl6fvAW928ZBnOF0GYCIFWbMPkKRGT7lELlutG0KdCRYef2
            J4SLS4zLS/vb4iwp
            -----END CERTIFICATE-----
            """;
}
