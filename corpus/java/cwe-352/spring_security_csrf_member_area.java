// seccoder-example: 1
// title: Secure the form-based member area of a club with Spring Security
// guideline: Keep Spring Security's CSRF protection on wherever a session cookie signs requests in.
// cwe: CWE-352
// apis: org.springframework.security.config.annotation.web.builders.HttpSecurity.csrf
// applies: spring security
// --- secure ---
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
@EnableWebSecurity
public class MemberAreaSecurity {
    @Bean
    public SecurityFilterChain memberArea(HttpSecurity http) throws Exception {
        return http
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers("/", "/css/**").permitAll()
                        .anyRequest().hasRole("MEMBER"))
                .formLogin(Customizer.withDefaults())
                .logout(logout -> logout.logoutSuccessUrl("/"))
                .csrf(Customizer.withDefaults())
                .build();
    }
}
// --- vulnerable ---
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
@EnableWebSecurity
public class MemberAreaSecurity {
    @Bean
    public SecurityFilterChain memberArea(HttpSecurity http) throws Exception {
        return http
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers("/", "/css/**").permitAll()
                        .anyRequest().hasRole("MEMBER"))
                .formLogin(Customizer.withDefaults())
                .logout(logout -> logout.logoutSuccessUrl("/"))
                .csrf(csrf -> csrf.disable())
                .build();
    }
}
