// seccoder-example: 1
// title: Encrypt the bank account of a trade fair exhibitor
// guideline: Use AES-GCM with a fresh nonce and the record as associated data; never ECB mode.
// cwe: CWE-327, CWE-353
// apis: System.Security.Cryptography.AesGcm, System.Security.Cryptography.RandomNumberGenerator.Fill
// applies: standard library
// --- secure ---
using System;
using System.Security.Cryptography;
using System.Text;

namespace TradeFair.Payments;

public sealed class BankAccountCipher(byte[] key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public byte[] Encrypt(Guid exhibitor, string account)
    {
        var text = Encoding.UTF8.GetBytes(account);
        var box = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        var tag = box.AsSpan(NonceBytes, TagBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, text, box.AsSpan(NonceBytes + TagBytes), tag, exhibitor.ToByteArray());
        return box;
    }

    public string Decrypt(Guid exhibitor, byte[] box)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The value is too short.");
        }
        var text = new byte[box.Length - NonceBytes - TagBytes];
        var nonce = box.AsSpan(0, NonceBytes);
        var tag = box.AsSpan(NonceBytes, TagBytes);
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(nonce, box.AsSpan(NonceBytes + TagBytes), tag, text, exhibitor.ToByteArray());
        return Encoding.UTF8.GetString(text);
    }
}
// --- vulnerable ---
using System;
using System.Security.Cryptography;
using System.Text;

namespace TradeFair.Payments;

public sealed class BankAccountCipher(byte[] key)
{
    public byte[] Encrypt(Guid exhibitor, string account)
    {
        var text = Encoding.UTF8.GetBytes(account);
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptEcb(text, PaddingMode.PKCS7);
    }

    public string Decrypt(Guid exhibitor, byte[] box)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var text = aes.DecryptEcb(box, PaddingMode.PKCS7);
        return Encoding.UTF8.GetString(text);
    }
}
