// seccoder-example: 1
// title: Save a playground rating and go to the chosen page in Symfony
// guideline: Map the requested target to known routes; never redirect to a URL from the request.
// cwe: CWE-601
// apis: Symfony\Bundle\FrameworkBundle\Controller\AbstractController::redirectToRoute
// applies: symfony
// --- secure ---
<?php

declare(strict_types=1);

namespace App\Controller;

use App\Service\RatingStore;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\RedirectResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\Routing\Attribute\Route;
use Symfony\Component\Security\Http\Attribute\IsGranted;

#[IsGranted('ROLE_USER')]
final class RatingController extends AbstractController
{
    #[Route('/playgrounds/{id<\d+>}/rating', name: 'rating_save', methods: ['POST'])]
    public function save(int $id, Request $request, RatingStore $ratings): RedirectResponse
    {
        $form = $request->getPayload();
        if (!$this->isCsrfTokenValid('rating', $form->getString('_token'))) {
            throw $this->createAccessDeniedException();
        }
        $stars = max(1, min(5, $form->getInt('stars')));
        $ratings->save($id, $this->getUser()->getUserIdentifier(), $stars);
        return match ($form->getString('next')) {
            'map' => $this->redirectToRoute('playground_map'),
            'mine' => $this->redirectToRoute('rating_list'),
            default => $this->redirectToRoute('playground_show', ['id' => $id]),
        };
    }
}
// --- vulnerable ---
<?php

declare(strict_types=1);

namespace App\Controller;

use App\Service\RatingStore;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\RedirectResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\Routing\Attribute\Route;
use Symfony\Component\Security\Http\Attribute\IsGranted;

#[IsGranted('ROLE_USER')]
final class RatingController extends AbstractController
{
    #[Route('/playgrounds/{id<\d+>}/rating', name: 'rating_save', methods: ['POST'])]
    public function save(int $id, Request $request, RatingStore $ratings): RedirectResponse
    {
        $form = $request->getPayload();
        if (!$this->isCsrfTokenValid('rating', $form->getString('_token'))) {
            throw $this->createAccessDeniedException();
        }
        $stars = max(1, min(5, $form->getInt('stars')));
        $ratings->save($id, $this->getUser()->getUserIdentifier(), $stars);
        $next = $form->getString('next');
        if ($next === '') {
            $next = $this->generateUrl('playground_show', ['id' => $id]);
        }
        return $this->redirect($next);
    }
}
