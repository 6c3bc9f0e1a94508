// seccoder-example: 1
// title: Secure the device API of a vehicle fleet with bearer tokens
// guideline: Require authentication for every path by default and open single paths by name.
// cwe: CWE-306, CWE-862
// apis: org.springframework.security.config.annotation.web.builders.HttpSecurity.authorizeHttpRequests
// applies: spring security
// --- secure ---
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
@EnableWebSecurity
public class FleetApiSecurity {
    @Bean
    public SecurityFilterChain fleetApi(HttpSecurity http) throws Exception {
        http.authorizeHttpRequests(requests -> {
            requests.requestMatchers(HttpMethod.GET, "/fleet/health").permitAll();
            requests.requestMatchers(HttpMethod.GET).hasAuthority("SCOPE_fleet.read");
            requests.anyRequest().hasAuthority("SCOPE_fleet.write");
        });
        http.oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()));
        http.sessionManagement(
                session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        return http.build();
    }
}
// --- vulnerable ---
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
@EnableWebSecurity
public class FleetApiSecurity {
    @Bean
    public SecurityFilterChain fleetApi(HttpSecurity http) throws Exception {
        http.authorizeHttpRequests(requests -> {
            requests.requestMatchers(HttpMethod.GET, "/fleet/health").permitAll();
            requests.requestMatchers(HttpMethod.DELETE).hasAuthority("SCOPE_fleet.write");
            requests.anyRequest().permitAll();
        });
        http.oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()));
        http.sessionManagement(
                session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        return http.build();
    }
}
