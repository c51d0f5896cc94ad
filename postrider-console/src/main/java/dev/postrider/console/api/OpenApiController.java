package dev.postrider.console.api;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The API's description, for everybody; and that there is nothing else. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class OpenApiController {
    private static final Resource DOCUMENT = new ClassPathResource("openapi.json", OpenApiController.class);

    @GetMapping("/openapi.json")
    ResponseEntity<Resource> document() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(DOCUMENT);
    }

    @RequestMapping("/**")
    ResponseEntity<Problem> nothing(HttpServletRequest request) {
        String detail = "the API has no " + request.getMethod() + " " + request.getRequestURI()
                + "; openapi.json lists what it has";
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(HttpStatus.NOT_FOUND, "Not found", detail, request));
    }
}
