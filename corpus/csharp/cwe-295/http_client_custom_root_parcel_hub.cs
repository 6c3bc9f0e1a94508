// seccoder-example: 1
// title: Make an HttpClient for a parcel hub with a private CA
// guideline: Trust a private authority with a chain policy; never accept certificates in a callback.
// cwe: CWE-295
// apis: System.Net.Security.SslClientAuthenticationOptions.CertificateChainPolicy, System.Net.Http.SocketsHttpHandler
// applies: standard library
// --- secure ---
using System;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Parcels.Hub;

public static class HubClient
{
    public static HttpClient Create(Uri hub, string authorityFile)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // The private authority publishes no revocation list.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(authorityFile);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        return new HttpClient(handler) { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(20) };
    }
}
// --- vulnerable ---
using System;
using System.Net.Http;
using System.Net.Security;

namespace Parcels.Hub;

public static class HubClient
{
    public static HttpClient Create(Uri hub)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
        };
        return new HttpClient(handler) { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(20) };
    }
}
