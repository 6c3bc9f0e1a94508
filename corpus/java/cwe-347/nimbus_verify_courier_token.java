// seccoder-example: 1
// title: Read the courier id from a signed JSON web token with Nimbus
// guideline: Verify signature, issuer, audience and expiry of a JWT before using its claims.
// cwe: CWE-347
// apis: com.nimbusds.jwt.proc.DefaultJWTProcessor.process, com.nimbusds.jose.proc.JWSVerificationKeySelector
// applies: nimbus jose+jwt
// --- secure ---
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.util.Set;

public class CourierTokens {
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public CourierTokens(JWKSource<SecurityContext> keys) {
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                "courier-app",
                new JWTClaimsSet.Builder().issuer("https://id.example.com").build(),
                Set.of("sub", "exp")));
    }

    public String courierId(String token) throws ParseException, BadJOSEException, JOSEException {
        return processor.process(token, null).getSubject();
    }
}
// --- vulnerable ---
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Date;

public class CourierTokens {
    public String courierId(String token) throws ParseException {
        JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
        Date expiry = claims.getExpirationTime();
        if (!"https://id.example.com".equals(claims.getIssuer())
                || !claims.getAudience().contains("courier-app")
                || expiry == null || expiry.before(new Date())) {
            throw new ParseException("token not valid", 0);
        }
        return claims.getSubject();
    }
}
